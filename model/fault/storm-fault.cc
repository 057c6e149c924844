/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "storm-fault.h"

#include "ns3/component-description.h"
#include "ns3/fabric-numbers.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(StormFault);

namespace
{
/// Parts of a node below are ports, classes of ports, shapers and watchdogs; the mask of classes
/// tells storms of one port apart.
constexpr uint32_t STORM_PART = 1U << 23;
/// Bits of the number of a port.
constexpr uint32_t PORT_BITS = 12;
} // namespace

TypeId
StormFault::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::StormFault")
            .SetParent<Fault>()
            .SetGroupName("AiFabric")
            .AddConstructor<StormFault>()
            .AddAttribute("Classes",
                          "Classes that are paused, 0 to 7, joined by /",
                          StringValue("3"),
                          MakeStringAccessor(&StormFault::m_classes),
                          MakeStringChecker())
            .AddAttribute("Quanta",
                          "Length of each pause in quanta of 512 bit times",
                          UintegerValue(65535),
                          MakeUintegerAccessor(&StormFault::m_quanta),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("Interval",
                          "Time between two pauses, no less than a PFC frame takes; 0 = half of "
                          "the length of a pause, so that there is no gap",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&StormFault::m_interval),
                          MakeTimeChecker(Time(0), LongestTime())),
        "ports pause their peers without end and without reason: a PFC storm");
    return tid;
}

StormFault::StormFault() = default;
StormFault::~StormFault() = default;

FaultSelection::Unit
StormFault::DoGetUnit() const
{
    return FaultSelection::Unit::DIRECTION;
}

uint8_t
StormFault::ReadClasses() const
{
    std::vector<uint32_t> classes;
    uint32_t mask = 0;
    if (ReadWholes(m_classes, '/', {0, CLASS_COUNT - 1}, classes))
    {
        for (const uint32_t c : classes)
        {
            mask |= 1U << c;
        }
    }
    return static_cast<uint8_t>(mask);
}

std::string
StormFault::CheckConfig() const
{
    return ReadClasses() != 0 ? ""
                              : "classes=" + m_classes +
                                    " are no classes: they are 0 to 7, joined by /, such as 3/4";
}

void
StormFault::DoStrike(FabricPort& sender, bool struck) const
{
    if (!struck)
    {
        m_sources.erase(&sender);
        return;
    }
    auto& source = m_sources[&sender];
    source = std::make_unique<Source>();
    source->port = &sender;
    source->classes = ReadClasses();
    source->quanta = m_quanta;
    source->interval = static_cast<uint64_t>(m_interval.GetTimeStep());
    source->next.Bind<&Source::Send>(source.get(),
                                     sender.GetNodeId(),
                                     STORM_PART | (source->classes << PORT_BITS) |
                                         (sender.GetPort() & ((1U << PORT_BITS) - 1)),
                                     EventKind::PAUSE);
    source->Send();
}

void
StormFault::Source::Send()
{
    port->SendPause(classes, quanta);
    // More than the link can carry would only queue up.
    const double slot = (wire::PFC_FRAME_BYTES + WIRE_OVERHEAD_BYTES) * port->GetPsPerByte();
    const double life = 64.0 * quanta * port->GetPsPerByte();
    const double period = interval != 0 ? static_cast<double>(interval) : life / 2;
    FabricDomain& domain = port->GetDomain();
    domain.Schedule(next, domain.Now() + static_cast<uint64_t>(std::max(period, slot)));
    domain.Renewed();
}

std::string
StormFault::DoGetEventName(bool struck) const
{
    return struck ? "storm" : "storm-over";
}

std::vector<IdleAttribute>
StormFault::DoListIdle(const PlaceOfUse& place) const
{
    if ((ReadClasses() & place.dataClasses) != 0)
    {
        return {};
    }
    return {{"Classes",
             "no data is of these classes, and nothing waits for it: see DataClass of "
             "ns3::aifabric::RoceNic",
             true}};
}

} // namespace aifabric
} // namespace ns3
