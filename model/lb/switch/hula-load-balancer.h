/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HULA_LOAD_BALANCER_H
#define HULA_LOAD_BALANCER_H

#include "ns3/fabric-domain.h"
#include "ns3/flowlet-table.h"
#include "ns3/nstime.h"
#include "ns3/port-meters.h"
#include "ns3/switch-load-balancer.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * HULA: every switch knows the best next hop to every edge switch, and flowlets follow it (N. Katta
 * et al., "HULA: Scalable Load Balancing Using Programmable Data Planes", SOSR 2016).
 *
 * Edge switches send probes up, which are copied up and down the tree without turning up again. A
 * probe carries the utilisation of the busiest link of the way back to its origin. A switch takes
 * the port of the best probe for its next hop and passes on what it knows by probes of that hop. A
 * hop whose probes stay away is given up.
 *
 * Probes are sent while an edge switch sees data, and end some time after it: they do not keep a
 * simulation alive.
 */
class HulaLoadBalancer : public SwitchLoadBalancer
{
  public:
    static constexpr uint16_t NO_PORT = UINT16_MAX; ///< no port

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    HulaLoadBalancer();
    ~HulaLoadBalancer() override;

    /**
     * @param edge number of an edge switch
     * @return the port of the best next hop towards it, or NO_PORT if none is known
     */
    uint16_t GetBestPort(uint32_t edge) const;

    /** @return probes that this switch has sent, copies included. */
    uint64_t GetProbes() const
    {
        return m_probes;
    }

  private:
    /// The best next hop to an edge switch.
    struct Best
    {
        uint64_t time{0};        ///< of its last probe, ps
        uint32_t utilisation{0}; ///< of the busiest link, in 1/65536
        uint16_t port{NO_PORT};
    };

    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    std::string CheckConfig() const override;
    uint32_t DoGetHooks() const override;
    bool DoReceived(Frame* frame) override;
    void DoSent(Frame& frame, uint16_t port) override;
    void DoLinkChanged(uint16_t port, bool up) override;
    NetworkNeeds DoGetNeeds() const override;
    void Fired();
    void Probed(const Frame& frame);
    void SendProbe(uint32_t edge, uint32_t utilisation, uint16_t port);
    bool IsDead(uint32_t edge, uint16_t port, uint64_t now) const;
    uint32_t Choose(const Candidates& candidates, uint64_t now);

    Time m_interval;
    Time m_ageing;
    Time m_idle;
    Time m_timeout;
    Time m_period;
    double m_alpha;
    uint32_t m_entries;
    uint64_t m_ageingPs{0};
    uint64_t m_lastData{0}; ///< when data of own hosts was seen last, ps
    uint64_t m_probes{0};
    FabricEvent m_timer;
    FlowletTable m_flowlet;
    PortMeters m_meters;
    std::vector<Best> m_best;      ///< by edge switch
    std::vector<uint64_t> m_heard; ///< by edge switch and port: time of the last probe, ps
    std::vector<uint16_t> m_up;    ///< ports to higher switches
    std::vector<uint16_t> m_down;  ///< ports to lower switches
    std::vector<bool> m_isUp;      ///< by port: leads to a higher switch
};

} // namespace aifabric
} // namespace ns3

#endif // HULA_LOAD_BALANCER_H
