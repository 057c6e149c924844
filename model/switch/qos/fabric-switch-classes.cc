/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Classes of a switch: which one a frame is of, how they share the links, and who watches over
 * their pauses.
 */

#include "ns3/before-start.h"
#include "ns3/class-shapers.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-switch.h"
#include "ns3/frame-codec.h"
#include "ns3/pfc-watchdog.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace aifabric
{

TypeId
FabricSwitch::AddClassAttributes(TypeId tid)
{
    const auto early = [](const char* name, Ptr<const AttributeAccessor> accessor) {
        const auto hasStarted = [](const FabricSwitch& one) { return !one.GetPorts().empty(); };
        return MakeBeforeStart<FabricSwitch>(name, hasStarted, accessor);
    };
    return tid
        .AddAttribute("StrictClasses",
                      "Classes with strict priority, highest number first (comma-separated)",
                      StringValue("6,7"),
                      early("StrictClasses", MakeStringAccessor(&FabricSwitch::m_strictClasses)),
                      MakeStringChecker())
        .AddAttribute("ClassWeights",
                      "Deficit round robin weights of classes 0 to 7 (comma-separated, each "
                      "at least 1)",
                      StringValue("1,1,1,1,1,1,1,1"),
                      early("ClassWeights", MakeStringAccessor(&FabricSwitch::m_classWeights)),
                      MakeStringChecker())
        .AddAttribute("Quantum",
                      "Deficit round robin bytes per round and unit of weight",
                      UintegerValue(9216),
                      early("Quantum", MakeUintegerAccessor(&FabricSwitch::m_quantum)),
                      MakeUintegerChecker<uint32_t>(64))
        .AddAttribute("ClassMap",
                      "Class that frames get here by their DSCP: DSCP:class joined by /, and "
                      "*:class for all others, such as 26:3/48:7/*:0; empty = that of the host",
                      StringValue(""),
                      early("ClassMap", MakeStringAccessor(&FabricSwitch::m_classMapText)),
                      MakeStringChecker())
        .AddAttribute("Shapers",
                      "Rates that classes do not exceed at any port: class:rate joined by /, in "
                      "steps of 200 Mb/s, such as 3:100Gbps; empty = none",
                      StringValue(""),
                      early("Shapers", MakeStringAccessor(&FabricSwitch::m_shaperText)),
                      MakeStringChecker())
        .AddAttribute("Watchdog",
                      "The PFC watchdog, or null if there is none",
                      PointerValue(),
                      early("Watchdog", MakePointerAccessor(&FabricSwitch::m_watchdogObject)),
                      MakePointerChecker<PfcWatchdog>());
}

FabricSwitch::FabricSwitch() = default;
FabricSwitch::~FabricSwitch() = default;

std::string
FabricSwitch::ReadScheduling()
{
    std::vector<uint32_t> strict;
    std::vector<uint32_t> weights;
    if (!ReadWholes(m_strictClasses, ',', {0, 999999}, strict) ||
        !ReadWholes(m_classWeights, ',', {0, 999999}, weights) || weights.size() != CLASS_COUNT)
    {
        return "strict-classes and class-weights are comma-separated numbers, 8 weights";
    }
    m_scheduling.strictMask = 0;
    for (const uint32_t c : strict)
    {
        if (c >= CLASS_COUNT)
        {
            return "strict-classes: a class is 0 to 7";
        }
        m_scheduling.strictMask |= static_cast<uint8_t>(1U << c);
    }
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        if (weights[c] == 0)
        {
            return "class-weights: a weight is at least 1";
        }
        m_scheduling.quantum[c] = weights[c] * m_quantum;
    }
    return ReadClassMap();
}

std::string
FabricSwitch::ReadClassMap()
{
    m_maps = !m_classMapText.empty();
    for (uint8_t dscp = 0; dscp < m_classMap.size(); dscp++)
    {
        m_classMap[dscp] = FrameCodec::DscpToPriority(dscp);
    }
    std::istringstream parts(m_classMapText);
    std::array<bool, 64> named{};
    for (std::string part; std::getline(parts, part, '/');)
    {
        const size_t colon = part.find(':');
        const auto c = colon == std::string::npos
                           ? std::nullopt
                           : ReadWhole(part.substr(colon + 1), {0, CLASS_COUNT - 1});
        const auto dscp = ReadWhole(part.substr(0, colon), {0, 63});
        const bool isRest = part.rfind("*:", 0) == 0;
        if (!c || !(dscp || isRest) || (dscp && named[*dscp]))
        {
            return "class-map=" + m_classMapText + ": '" + part +
                   "' is no DSCP (0 to 63, each once) or *, a colon and a class (0 to 7)";
        }
        for (uint8_t i = 0; i < m_classMap.size(); i++)
        {
            const bool isMeant = isRest ? !named[i] : i == *dscp;
            m_classMap[i] = isMeant ? static_cast<uint8_t>(*c) : m_classMap[i];
            named[i] = named[i] || (isMeant && !isRest);
        }
    }
    return "";
}

std::string
FabricSwitch::StartClasses(uint32_t node)
{
    m_shapers.reset();
    if (!m_shaperText.empty())
    {
        m_shapers = std::make_unique<ClassShapers>();
        const std::string problem = m_shapers->Start(m_shaperText, node, m_ports);
        if (!problem.empty())
        {
            return problem;
        }
    }
    m_watchdog = nullptr;
    if (m_watchdogObject)
    {
        const std::string problem = m_watchdogObject->Start(node, m_ports, m_losslessMask);
        if (!problem.empty())
        {
            return problem;
        }
        m_watchdog = m_watchdogObject->IsInUse() ? PeekPointer(m_watchdogObject) : nullptr;
    }
    return "";
}

uint8_t
FabricSwitch::MapClass(uint8_t priority) const
{
    return m_maps ? m_classMap[FrameCodec::PriorityToDscp(priority)] : priority;
}

bool
FabricSwitch::Look(Frame* frame)
{
    // What strategies of switches tell each other has no IP header.
    if (m_maps && frame->kind != FrameKind::SWITCH)
    {
        const uint8_t dscp = FrameCodec::GetDscp(*frame);
        const uint8_t mapped = m_classMap[dscp];
        if (mapped != frame->priority)
        {
            // The DSCP stays what it was, whatever class it stands for here.
            frame->priority = mapped;
            frame->dscp =
                FrameCodec::PriorityToDscp(mapped) == dscp ? 0 : static_cast<uint8_t>(dscp + 1);
        }
    }
    return m_inspects && m_balancer->Received(frame);
}

bool
FabricSwitch::Arrive(FabricPort& egress, Frame* frame)
{
    for (EgressStage* stage : m_arrivalStages)
    {
        if (!stage->Arrive(*frame, egress))
        {
            egress.DropFrame(frame, DropReason::WRED);
            return false;
        }
    }
    return true;
}

void
FabricSwitch::Leave(FabricPort& port, Frame& frame)
{
    if (m_trims && frame.Has(FRAME_TRIMMED))
    {
        m_trimCounters[port.GetPort()].sent++;
    }
    for (EgressStage* stage : m_stages)
    {
        stage->Leave(frame, port);
    }
    if (m_watchdog)
    {
        m_watchdog->Left(port, frame.priority);
    }
    if (m_shapers)
    {
        m_shapers->Charge(port, frame);
    }
    if (m_observes)
    {
        m_balancer->Sent(frame, port.GetPort());
    }
}

void
FabricSwitch::PauseChanged(FabricPort& port)
{
    if (m_watchdog)
    {
        m_watchdog->PauseChanged(port.GetPort());
    }
}

Ptr<PfcWatchdog>
FabricSwitch::GetWatchdog() const
{
    return m_watchdogObject;
}

uint64_t
FabricSwitch::GetMarks() const
{
    uint64_t marks = m_markerObject->GetMarks();
    for (const auto& stage : m_stageObjects)
    {
        marks += stage->GetMarks();
    }
    return marks;
}

uint64_t
FabricSwitch::GetLeastMark(uint8_t classes) const
{
    uint8_t mapped = 0;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        mapped |= static_cast<uint8_t>((classes >> c) & 1 ? 1U << MapClass(c) : 0);
    }
    uint64_t least = m_markerObject->GetLeastMark(mapped);
    for (const auto& stage : m_stageObjects)
    {
        least = std::min(least, stage->GetLeastMark(mapped));
    }
    return least;
}

} // namespace aifabric
} // namespace ns3
