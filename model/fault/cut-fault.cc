/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cut-fault.h"

#include "ns3/boolean.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(CutFault);

TypeId
CutFault::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::CutFault")
            .SetParent<Fault>()
            .SetGroupName("AiFabric")
            .AddAttribute("Detection",
                          "Time from failure or repair until the ports at its ends notice",
                          TimeValue(MicroSeconds(10)),
                          MakeTimeAccessor(&CutFault::m_detection),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Convergence",
                          "Time from failure or repair until all switches have new routes; never "
                          "or max = they never get any; less than Detection shortens that too",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&CutFault::m_convergence),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Silent",
                          "True: no remote fault is signalled, so that the end that sends into the "
                          "cut direction never notices",
                          BooleanValue(false),
                          MakeBooleanAccessor(&CutFault::m_silent),
                          MakeBooleanChecker());
    return tid;
}

CutFault::CutFault() = default;
CutFault::~CutFault() = default;

bool
CutFault::DoCuts() const
{
    return true;
}

uint64_t
CutFault::DoGetDetection() const
{
    return ToSteps(std::min(m_detection, m_convergence));
}

uint64_t
CutFault::DoGetConvergence() const
{
    return ToSteps(m_convergence);
}

bool
CutFault::DoIsSilent() const
{
    return m_silent;
}

double
CutFault::DoGetRateLeft(double) const
{
    return 0;
}

std::vector<IdleAttribute>
CutFault::DoListIdle(const PlaceOfUse&) const
{
    if (m_convergence >= m_detection)
    {
        return {};
    }
    return {{"Detection", "convergence is shorter, and who has new routes needs no detection"}};
}

} // namespace aifabric
} // namespace ns3
