/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault.h"

#include "ns3/double.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(Fault);

Time
Fault::LongestTime()
{
    return Seconds(30 * 86400);
}

TypeId
Fault::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::Fault")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddAttribute("Time",
                          "When it strikes, at most 30 days",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Fault::m_time),
                          MakeTimeChecker(Time(0), LongestTime()))
            .AddAttribute("Duration",
                          "Time until it is over, at most 30 days; 0 = it stays",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Fault::m_duration),
                          MakeTimeChecker(Time(0), LongestTime()))
            .AddAttribute("Select",
                          "How to choose: names, file, all, random; auto = names or file if one is "
                          "given, else random",
                          StringValue("auto"),
                          MakeStringAccessor(&Fault::m_select),
                          MakeStringChecker())
            .AddAttribute("Names",
                          "Names separated by '/': link edge0-agg1, direction edge0->agg1 or "
                          "edge0:4, switch agg1",
                          StringValue(""),
                          MakeStringAccessor(&Fault::m_names),
                          MakeStringChecker())
            .AddAttribute("File",
                          "File with one name per line; lines with # are comments",
                          StringValue(""),
                          MakeStringAccessor(&Fault::m_file),
                          MakeStringChecker())
            .AddAttribute(
                "Tier",
                "What all or random choose from: fabric (all between switches), all, or "
                "a tier of the fabric: of links those of their ends (edge-agg), of switches "
                "their own (edge)",
                StringValue("fabric"),
                MakeStringAccessor(&Fault::m_tier),
                MakeStringChecker())
            .AddAttribute("Fraction",
                          "Probability with which each is chosen at random, independently",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&Fault::m_fraction),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Count",
                          "How many are chosen at random; 0 = as Fraction says",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Fault::m_count),
                          MakeUintegerChecker<uint64_t>());
    return tid;
}

Fault::Fault() = default;
Fault::~Fault() = default;

FaultSelection
Fault::MakeSelection() const
{
    return FaultSelection(DoGetUnit(), {m_select, m_names, m_file, m_tier, m_fraction, m_count});
}

std::string
Fault::Check() const
{
    const std::string problem = MakeSelection().Check();
    return problem.empty() ? CheckConfig() : problem;
}

std::string
Fault::Choose(const FaultPlant& plant, uint32_t number, std::vector<FaultTarget>& targets) const
{
    FabricRandom random;
    random.Seed(FabricRandom::FAULT, number);
    std::string problem = MakeSelection().Choose(plant, random, targets);
    for (size_t i = 0; i < targets.size() && problem.empty(); i++)
    {
        problem = CheckTarget(plant, targets[i]);
    }
    return problem;
}

uint64_t
Fault::ToSteps(Time time)
{
    return time > LongestTime() ? NEVER : static_cast<uint64_t>(time.GetTimeStep());
}

FaultSelection::Unit
Fault::DoGetUnit() const
{
    return FaultSelection::Unit::LINK;
}

std::string
Fault::CheckConfig() const
{
    return {};
}

std::string
Fault::CheckTarget(const FaultPlant&, const FaultTarget&) const
{
    return {};
}

uint64_t
Fault::DoDrawLength(bool, FabricRandom&) const
{
    return NEVER;
}

bool
Fault::DoCuts() const
{
    return false;
}

uint64_t
Fault::DoGetDetection() const
{
    return NEVER;
}

uint64_t
Fault::DoGetConvergence() const
{
    return NEVER;
}

bool
Fault::DoIsSilent() const
{
    return false;
}

void
Fault::DoImpair(LinkImpairment&, bool) const
{
}

void
Fault::DoStrike(FabricPort& sender, bool struck) const
{
    DoImpair(sender.GetImpairment(), struck);
}

double
Fault::DoGetRateLeft(double rate) const
{
    return rate;
}

} // namespace aifabric
} // namespace ns3
