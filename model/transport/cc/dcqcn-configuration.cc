/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What DCQCN can be set to, and what its parameters come to.
 */

#include "dcqcn-congestion-control.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-units.h"
#include "ns3/integer.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(DcqcnCongestionControl);

namespace
{

/// Let a number replace that of the profile unless it is negative.
template <typename T, typename U>
void
Override(T& value, U number)
{
    if (number >= 0)
    {
        value = static_cast<T>(number);
    }
}

/// Let a rate replace that of the profile unless it is zero.
void
Override(double& value, const DataRate& rate)
{
    if (rate.GetBitRate() > 0)
    {
        value = static_cast<double>(rate.GetBitRate());
    }
}

} // namespace

TypeId
DcqcnCongestionControl::AddIncreases(TypeId tid)
{
    using Self = DcqcnCongestionControl;
    return tid
        .AddAttribute("IncreasePeriod",
                      "Period of the increase timer, at least 1 ns; negative: from the profile",
                      TimeValue(NanoSeconds(-1)),
                      MakeTimeAccessor(&Self::m_increasePeriod),
                      MakeTimeChecker())
        .AddAttribute("ByteCounter",
                      "Bytes on the wire, gap included, after which the rate increases; 0: no "
                      "byte counter; negative: from the profile",
                      IntegerValue(-1),
                      MakeIntegerAccessor(&Self::m_byteCounter),
                      MakeIntegerChecker<int64_t>())
        .AddAttribute("RecoverySteps",
                      "Increases of fast recovery (F), by timer or byte counter; negative: "
                      "from the profile",
                      IntegerValue(-1),
                      MakeIntegerAccessor(&Self::m_recoverySteps),
                      MakeIntegerChecker<int64_t>())
        .AddAttribute("AdditiveRate",
                      "Additive increase of the target rate; 0bps: from the profile",
                      DataRateValue(DataRate(0)),
                      MakeDataRateAccessor(&Self::m_additiveRate),
                      MakeDataRateChecker())
        .AddAttribute("HyperRate",
                      "Hyper increase of the target rate; 0bps: from the profile (paper has "
                      "none: additive increase goes on)",
                      DataRateValue(DataRate(0)),
                      MakeDataRateAccessor(&Self::m_hyperRate),
                      MakeDataRateChecker())
        .AddAttribute("HyperStep",
                      "Size of the i-th hyper increase after a cut: growing (i times "
                      "HyperRate) or constant; empty: from the profile",
                      StringValue(""),
                      MakeStringAccessor(&Self::m_hyperStep),
                      MakeStringChecker())
        .AddAttribute("MinRate",
                      "Rate below which no cut goes; 0bps: from the profile",
                      DataRateValue(DataRate(0)),
                      MakeDataRateAccessor(&Self::m_minRate),
                      MakeDataRateChecker());
}

TypeId
DcqcnCongestionControl::GetTypeId()
{
    using Self = DcqcnCongestionControl;
    static TypeId tid = DescribeComponent(
        AddIncreases(
            TypeId("ns3::aifabric::DcqcnCongestionControl")
                .SetParent<CongestionControl>()
                .SetGroupName("AiFabric")
                .AddConstructor<DcqcnCongestionControl>()
                .AddAttribute("Profile",
                              "Set of parameters to override: paper, firmware or hpcc",
                              StringValue("paper"),
                              MakeStringAccessor(&Self::m_profile),
                              MakeStringChecker())
                .AddAttribute("CnpInterval",
                              "Least time between two CNPs for a queue pair; 0: a CNP per marked "
                              "packet; negative: from the profile",
                              TimeValue(NanoSeconds(-1)),
                              MakeTimeAccessor(&Self::m_cnpInterval),
                              MakeTimeChecker())
                .AddAttribute(
                    "AlphaPeriod",
                    "Period of updates of alpha, at least 1 ns; negative: from the profile",
                    TimeValue(NanoSeconds(-1)),
                    MakeTimeAccessor(&Self::m_alphaPeriod),
                    MakeTimeChecker())
                .AddAttribute("AlphaGain",
                              "Weight g of an update in alpha, above 0 and up to 1 (no unit); "
                              "negative: from the profile",
                              DoubleValue(-1),
                              MakeDoubleAccessor(&Self::m_alphaGain),
                              MakeDoubleChecker<double>())
                .AddAttribute(
                    "InitialAlpha",
                    "Alpha at the first CNP, 0 to 1 (no unit); negative: from the profile",
                    DoubleValue(-1),
                    MakeDoubleAccessor(&Self::m_initialAlpha),
                    MakeDoubleChecker<double>())
                .AddAttribute(
                    "CutPeriod",
                    "Monitor period: the rate is cut at its end if a CNP came in it; 0: the "
                    "rate is cut at each CNP; negative: from the profile",
                    TimeValue(NanoSeconds(-1)),
                    MakeTimeAccessor(&Self::m_cutPeriod),
                    MakeTimeChecker())
                .AddAttribute("FirstCnpFactor",
                              "What the first CNP makes of rate and target rate before any cut, "
                              "above 0 and up to 1 (no unit); 1: nothing",
                              DoubleValue(1),
                              MakeDoubleAccessor(&Self::m_firstFactor),
                              MakeDoubleChecker<double>())
                .AddAttribute(
                    "MaxCut",
                    "Largest fraction of the rate that one cut takes, above 0 and below 1; "
                    "negative: from the profile",
                    DoubleValue(-1),
                    MakeDoubleAccessor(&Self::m_maxCut),
                    MakeDoubleChecker<double>())
                .AddAttribute(
                    "Clamp",
                    "When a cut lowers the target rate to the rate before it: always, "
                    "after-increase (of the timer, since the cut before) or never; empty: "
                    "from the profile",
                    StringValue(""),
                    MakeStringAccessor(&Self::m_clamp),
                    MakeStringChecker()))
            .AddTraceSource("Alpha",
                            "Alpha before and after it was brought up to date, which is at CNPs "
                            "and cuts only",
                            MakeTraceSourceAccessor(&Self::m_alphaTrace),
                            "ns3::aifabric::DcqcnCongestionControl::AlphaTracedCallback")
            .AddTraceSource("TargetRate",
                            "Target rate in bits per second, before and after a change",
                            MakeTraceSourceAccessor(&Self::m_targetTrace),
                            "ns3::aifabric::CongestionState::RateTracedCallback"),
        "DCQCN: CNPs cut the rate, a timer and a byte counter raise it again");
    return tid;
}

DcqcnParameters
DcqcnCongestionControl::Resolve(double lineRate) const
{
    const DcqcnProfile* profile = DcqcnProfile::Find(m_profile);
    NS_ASSERT_MSG(profile, "the configuration was not checked");
    DcqcnParameters set = profile->set;
    if (profile->reference > 0)
    {
        set.additiveRate *= lineRate / profile->reference;
        set.hyperRate *= lineRate / profile->reference;
    }
    Override(set.cnpInterval, m_cnpInterval.GetPicoSeconds());
    Override(set.alphaPeriod, m_alphaPeriod.GetPicoSeconds());
    Override(set.alphaGain, m_alphaGain);
    Override(set.initialAlpha, m_initialAlpha);
    Override(set.cutPeriod, m_cutPeriod.GetPicoSeconds());
    Override(set.maxCut, m_maxCut);
    Override(set.increasePeriod, m_increasePeriod.GetPicoSeconds());
    Override(set.byteCounter, m_byteCounter);
    Override(set.recoverySteps, m_recoverySteps);
    Override(set.additiveRate, m_additiveRate);
    Override(set.hyperRate, m_hyperRate);
    Override(set.minRate, m_minRate);
    set.SetClamp(m_clamp);
    set.SetHyperStep(m_hyperStep);
    set.minRate = std::min(set.minRate, lineRate);
    return set;
}

std::string
DcqcnCongestionControl::CheckConfig() const
{
    if (!DcqcnProfile::Find(m_profile))
    {
        return "Profile is '" + m_profile + "'; allowed are " + DcqcnProfile::List();
    }
    DcqcnParameters set = Resolve(HUGE_VAL);
    if (!set.SetClamp(m_clamp))
    {
        return "Clamp is '" + m_clamp +
               "'; allowed are always, after-increase, never, or empty for that of the profile";
    }
    if (!set.SetHyperStep(m_hyperStep))
    {
        return "HyperStep is '" + m_hyperStep +
               "'; allowed are growing, constant, or empty for that of the profile";
    }
    if (!(m_firstFactor > 0 && m_firstFactor <= 1))
    {
        return "FirstCnpFactor must be above 0 and at most 1";
    }
    return set.Check();
}

uint64_t
DcqcnCongestionControl::DoGetNotificationInterval() const
{
    // Also asked of a configuration that Check() refused.
    return DcqcnProfile::Find(m_profile) ? Resolve(HUGE_VAL).cnpInterval : UINT64_MAX;
}

NetworkNeeds
DcqcnCongestionControl::DoGetNeeds() const
{
    return NEED_ECN;
}

std::vector<IdleAttribute>
DcqcnCongestionControl::DoListIdle(const PlaceOfUse& place) const
{
    const DcqcnParameters set = Resolve(place.rate);
    std::vector<IdleAttribute> idle;
    if (set.minRate >= place.rate)
    {
        idle.push_back({"MinRate",
                        "no cut goes below it, and no link is faster: the rate never changes",
                        true});
    }
    if (set.hyperRate <= 0)
    {
        idle.push_back({"HyperStep", "there is no hyper increase: give hyper-rate as well"});
    }
    return idle;
}

std::vector<ResolvedAttribute>
DcqcnCongestionControl::DoListResolved(const PlaceOfUse& place) const
{
    const DcqcnParameters set = Resolve(place.rate);
    std::vector<ResolvedAttribute> list;
    const auto add = [&list](const char* name, bool isSet, const std::string& value) {
        if (!isSet)
        {
            list.push_back({name, "from profile: " + value});
        }
    };
    const auto time = [](uint64_t ps) { return FormatDuration(PicoSeconds(ps)); };
    const auto rate = [](double bits) { return FormatRate(DataRate(static_cast<uint64_t>(bits))); };
    add("CnpInterval", !m_cnpInterval.IsStrictlyNegative(), time(set.cnpInterval));
    add("AlphaPeriod", !m_alphaPeriod.IsStrictlyNegative(), time(set.alphaPeriod));
    add("AlphaGain", m_alphaGain >= 0, FormatNumber(set.alphaGain));
    add("InitialAlpha", m_initialAlpha >= 0, FormatNumber(set.initialAlpha));
    add("CutPeriod", !m_cutPeriod.IsStrictlyNegative(), time(set.cutPeriod));
    add("MaxCut", m_maxCut >= 0, FormatNumber(set.maxCut));
    add("Clamp", !m_clamp.empty(), set.GetClamp());
    add("IncreasePeriod", !m_increasePeriod.IsStrictlyNegative(), time(set.increasePeriod));
    add("ByteCounter", m_byteCounter >= 0, std::to_string(set.byteCounter));
    add("RecoverySteps", m_recoverySteps >= 0, std::to_string(set.recoverySteps));
    add("AdditiveRate", m_additiveRate.GetBitRate() > 0, rate(set.additiveRate));
    add("HyperRate", m_hyperRate.GetBitRate() > 0, rate(set.hyperRate));
    add("HyperStep", !m_hyperStep.empty(), set.hyperGrows ? "growing" : "constant");
    add("MinRate", m_minRate.GetBitRate() > 0, rate(set.minRate));
    return list;
}

} // namespace aifabric
} // namespace ns3
