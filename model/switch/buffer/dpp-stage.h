/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DPP_STAGE_H
#define DPP_STAGE_H

#include "flow-table.h"

#include "ns3/egress-stage.h"
#include "ns3/nstime.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Dynamic packet prioritisation of Cisco's Cloud Scale ASICs: the first Packets of a flow of Class
 * go through the switch in PriorityClass, so that short flows overtake long ones. A flow begins
 * again after Age without a packet. The DSCP stays, and so does the class behind the switch: each
 * switch decides for itself.
 */
class DppStage final : public EgressStage
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    DppStage();
    ~DppStage() override;

    /** @return packets that went in the priority class. */
    uint64_t GetMoved() const
    {
        return m_count;
    }

  private:
    /// A flow.
    struct Flow
    {
        uint64_t packets{0}; ///< since it began
        uint64_t last{0};    ///< when its last packet came, ps
    };

    bool DoArrive(Frame& frame, PortView port) override;
    bool DoLooksAtArrivals() const override;
    void DoLeave(Frame& frame, PortView port) override;
    std::string DoStart() override;
    std::string DoGetIdleReason() const override;

    FlowTable<Flow> m_flows;
    uint64_t m_moved{0}; ///< bit d set: frames with DSCP d were moved
    uint64_t m_count{0};
    uint32_t m_packets;
    uint8_t m_class;
    uint8_t m_priorityClass;
    Time m_age;
};

} // namespace aifabric
} // namespace ns3

#endif // DPP_STAGE_H
