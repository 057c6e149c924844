/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STORM_FAULT_H
#define STORM_FAULT_H

#include "fault.h"

#include "ns3/fabric-port.h"
#include "ns3/idle-attributes.h"

#include <map>
#include <memory>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * PFC storms: ports send pauses without end and without reason, as broken NICs do (C. Guo et al.,
 * "RDMA over commodity Ethernet at scale", SIGCOMM'16, 4.3). What is named is the direction in
 * which the pauses go: host3->leaf0 keeps the port of leaf0 towards host3 paused.
 *
 * When it is over no more pauses are sent, and the last one runs out.
 */
class StormFault : public Fault, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    StormFault();
    ~StormFault() override;

  private:
    /// A port that sends pauses.
    struct Source
    {
        FabricPort* port{nullptr};
        uint8_t classes{0};
        uint16_t quanta{0};
        uint64_t interval{0}; ///< ps; 0: half the life of a pause
        FabricEvent next;

        /** Send a pause, and the next one in time. */
        void Send();
    };

    FaultSelection::Unit DoGetUnit() const override;
    std::string CheckConfig() const override;
    void DoStrike(FabricPort& sender, bool struck) const override;
    std::string DoGetEventName(bool struck) const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    uint8_t ReadClasses() const;

    std::string m_classes;
    uint16_t m_quanta;
    Time m_interval;
    mutable std::map<FabricPort*, std::unique_ptr<Source>> m_sources; ///< ports that are struck
};

} // namespace aifabric
} // namespace ns3

#endif // STORM_FAULT_H
