/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dpp-stage.h"

#include "ns3/component-description.h"
#include "ns3/frame-codec.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(DppStage);

TypeId
DppStage::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::DppStage")
            .SetParent<EgressStage>()
            .SetGroupName("AiFabric")
            .AddConstructor<DppStage>()
            .AddAttribute("Packets",
                          "Packets of a flow that go first (number)",
                          UintegerValue(120),
                          MakeUintegerAccessor(&DppStage::m_packets),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Class",
                          "Class whose packets they are, 0 to 7",
                          UintegerValue(3),
                          MakeUintegerAccessor(&DppStage::m_class),
                          MakeUintegerChecker<uint8_t>(0, CLASS_COUNT - 1))
            .AddAttribute("PriorityClass",
                          "Class in which they go through the switch, 0 to 7; 6 and 7 go first",
                          UintegerValue(6),
                          MakeUintegerAccessor(&DppStage::m_priorityClass),
                          MakeUintegerChecker<uint8_t>(0, CLASS_COUNT - 1))
            .AddAttribute("Age",
                          "Time without a packet after which a flow begins again",
                          TimeValue(MilliSeconds(5)),
                          MakeTimeAccessor(&DppStage::m_age),
                          MakeTimeChecker(NanoSeconds(1))),
        "dynamic packet prioritisation: the first packets of a flow go in a class that goes first");
    return tid;
}

DppStage::DppStage() = default;
DppStage::~DppStage() = default;

std::string
DppStage::DoStart()
{
    return m_class != m_priorityClass
               ? ""
               : "dpp: class and priority-class are both " + std::to_string(m_class) +
                     ": the first packets of a flow would not go before the others";
}

bool
DppStage::DoLooksAtArrivals() const
{
    return true;
}

bool
DppStage::DoArrive(Frame& frame, PortView)
{
    if (frame.kind != FrameKind::DATA || frame.priority != m_class || frame.Has(FRAME_TRIMMED))
    {
        return true;
    }
    Flow& flow = m_flows.Get(frame);
    const uint64_t now = GetPlace().domain->Now();
    if (now - flow.last > static_cast<uint64_t>(m_age.GetTimeStep()))
    {
        flow.packets = 0;
    }
    flow.last = now;
    if (flow.packets++ < m_packets)
    {
        // The DSCP remembers where it belongs: no other class of this switch has it.
        const uint8_t dscp = FrameCodec::GetDscp(frame);
        m_moved |= uint64_t{1} << dscp;
        m_count++;
        frame.dscp = static_cast<uint8_t>(dscp + 1);
        frame.priority = m_priorityClass;
    }
    return true;
}

void
DppStage::DoLeave(Frame& frame, PortView)
{
    if (frame.priority == m_priorityClass && frame.kind == FrameKind::DATA && frame.dscp != 0 &&
        ((m_moved >> (frame.dscp - 1)) & 1))
    {
        frame.priority = m_class;
        frame.dscp = FrameCodec::PriorityToDscp(m_class) + 1 == frame.dscp ? 0 : frame.dscp;
    }
}

std::string
DppStage::DoGetIdleReason() const
{
    return m_count > 0 ? "" : "no packet was of class " + std::to_string(m_class);
}

} // namespace aifabric
} // namespace ns3
