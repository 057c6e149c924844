/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PIN_LOAD_BALANCER_H
#define PIN_LOAD_BALANCER_H

#include "ns3/idle-attributes.h"
#include "ns3/switch-load-balancer.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Static pinning, as Nexus 9000 switches have it: a fixed map from the port through which a frame
 * comes in to the uplink that it takes, whatever flow it is of.
 *
 * Uplinks are the ports that lead to higher switches, numbered from 0 in the order of ports. A port
 * that the map does not name takes the uplink of its own number, modulo the number of uplinks.
 * Where the pinned uplink is down or leads elsewhere, and where a switch chooses among other ports
 * than uplinks, the next hop is that of the port's number modulo the next hops: pinned, too.
 *
 * With as many uplinks as ports to hosts nothing collides on the way up, however few flows there
 * are; on the way down as many may meet as the traffic has it.
 */
class PinLoadBalancer : public SwitchLoadBalancer, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PinLoadBalancer();
    ~PinLoadBalancer() override;

  private:
    static constexpr uint16_t NONE = UINT16_MAX; ///< no port

    /// Numbers of an ingress port and of an uplink.
    using Pin = std::pair<uint32_t, uint32_t>;

    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    std::string CheckConfig() const override;
    NetworkNeeds DoGetNeeds() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    static std::string ReadMap(const std::string& text, std::vector<Pin>& pins);

    std::string m_map;
    std::vector<uint16_t> m_uplinkOf; ///< by ingress port: a port, or NONE
};

} // namespace aifabric
} // namespace ns3

#endif // PIN_LOAD_BALANCER_H
