/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SGLB_LOAD_BALANCER_H
#define SGLB_LOAD_BALANCER_H

#include "ns3/fabric-domain.h"
#include "ns3/flowlet-table.h"
#include "ns3/idle-attributes.h"
#include "ns3/nstime.h"
#include "ns3/port-meters.h"
#include "ns3/switch-load-balancer.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Global load balancing per packet in the manner of SGLB (ByteDance, SIGCOMM 2025): a switch adds
 * the quality of its own ports to that of the paths behind them, of which its neighbours tell, and
 * takes the best.
 *
 * The paper says that quality is local and remote, per packet or flowlet, and that a protocol among
 * switches restores traffic 45 us after a failure. What quality is made of and what the messages
 * hold is our reading. Quality is a level from 0 (best) to 14, or DEAD. A port's level has seven
 * steps of utilisation and seven of its queue. A switch tells its neighbours, for every edge switch
 * that they may reach through it, the mean over its next hops of the worse of port and path. It
 * does so periodically while it sees data, and soon after a link has changed.
 */
class SglbLoadBalancer : public SwitchLoadBalancer, public IdleAttributes
{
  public:
    static constexpr uint8_t DEAD = 15; ///< level of a path that leads nowhere

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SglbLoadBalancer();
    ~SglbLoadBalancer() override;

    /**
     * @param edge number of an edge switch
     * @param port number of a port
     * @return level of the paths to it behind that port, as the neighbour has told
     */
    uint8_t GetRemote(uint32_t edge, uint16_t port) const
    {
        return m_remote[size_t{edge} * GetPlace().ports + port];
    }

    /** @return messages sent. */
    uint64_t GetMessages() const
    {
        return m_messages;
    }

  private:
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    std::string CheckConfig() const override;
    uint32_t DoGetHooks() const override;
    bool DoReceived(Frame* frame) override;
    void DoSent(Frame& frame, uint16_t port) override;
    void DoLinkChanged(uint16_t port, bool up) override;
    NetworkNeeds DoGetNeeds() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    void Told(const Frame& frame);
    void Fired();
    void Noticed();
    void Arm();
    void Advertise();
    void Send(uint16_t port, uint32_t block);
    uint8_t GetLevel(uint16_t port, uint64_t now);
    uint8_t GetQuality(const PortGroup& group, uint32_t edge, uint64_t now);
    uint32_t Choose(const Candidates& candidates, uint64_t now);

    std::string m_granularity;
    Time m_interval;
    Time m_notice;
    Time m_idle;
    Time m_timeout;
    Time m_period;
    double m_alpha;
    uint64_t m_fullQueue;
    uint32_t m_localWeight;
    uint32_t m_remoteWeight;
    uint32_t m_entries;
    bool m_perPacket{true};
    bool m_news{false};     ///< something was told since the last message
    uint64_t m_lastData{0}; ///< ps
    uint64_t m_messages{0};
    FabricEvent m_timer;
    FabricEvent m_noticeTimer;
    FlowletTable m_flowlet;
    PortMeters m_meters;
    std::vector<uint8_t> m_remote;  ///< by edge switch and port
    std::vector<uint8_t> m_quality; ///< scratch of Advertise(), by edge switch
    std::vector<bool> m_descends;   ///< scratch, by edge switch: its next hops lead down
    std::vector<uint16_t> m_peers;  ///< ports to switches
    std::vector<bool> m_isUp;       ///< by port: leads to a higher switch
};

} // namespace aifabric
} // namespace ns3

#endif // SGLB_LOAD_BALANCER_H
