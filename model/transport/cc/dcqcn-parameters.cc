/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dcqcn-parameters.h"

#include <array>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr uint64_t US = 1000000; ///< a microsecond in ps
constexpr uint64_t NS = 1000;    ///< a nanosecond in ps
constexpr double MBPS = 1e6;     ///< a megabit per second

// The paper has neither a hyper increase rate nor a least rate, hence 0 and the firmware's.
constexpr std::array<DcqcnProfile, 3> PROFILES{{
    {"paper",
     0,
     {50 * US,   // CNP interval
      55 * US,   // alpha period
      1.0 / 256, // gain
      1,         // initial alpha
      0,         // cut period
      0.5,       // largest cut
      DcqcnClamp::ALWAYS,
      55 * US,    // increase period
      10000000,   // byte counter
      5,          // recovery steps
      40 * MBPS,  // additive
      0,          // hyper
      true,       // hyper grows
      1 * MBPS}}, // least rate
    {"firmware",
     0,
     {4 * US,        // CNP interval
      1 * US,        // alpha period
      5.0 / 1024,    // gain
      1023.0 / 1024, // initial alpha
      4 * US,        // cut period
      0.5,           // largest cut
      DcqcnClamp::AFTER_INCREASE,
      300 * US,   // increase period
      32767,      // byte counter
      1,          // recovery steps
      5 * MBPS,   // additive
      50 * MBPS,  // hyper
      false,      // hyper grows
      1 * MBPS}}, // least rate
    {"hpcc",
     25e9,
     {4 * US,    // CNP interval
      1 * US,    // alpha period
      1.0 / 256, // gain
      1,         // initial alpha
      4 * US,    // cut period
      0.5,       // largest cut
      DcqcnClamp::AFTER_INCREASE,
      300 * US,      // increase period
      0,             // byte counter
      1,             // recovery steps
      5 * MBPS,      // additive
      50 * MBPS,     // hyper
      false,         // hyper grows
      1000 * MBPS}}, // least rate
}};

} // namespace

const DcqcnProfile*
DcqcnProfile::Find(const std::string& name)
{
    for (const DcqcnProfile& profile : PROFILES)
    {
        if (name == profile.name)
        {
            return &profile;
        }
    }
    return nullptr;
}

std::string
DcqcnProfile::List()
{
    std::string names;
    for (const DcqcnProfile& profile : PROFILES)
    {
        names += names.empty() ? "" : ", ";
        names += profile.name;
    }
    return names;
}

bool
DcqcnParameters::SetClamp(const std::string& name)
{
    if (name == "always")
    {
        clamp = DcqcnClamp::ALWAYS;
    }
    else if (name == "after-increase")
    {
        clamp = DcqcnClamp::AFTER_INCREASE;
    }
    else if (name == "never")
    {
        clamp = DcqcnClamp::NEVER;
    }
    else
    {
        return name.empty();
    }
    return true;
}

const char*
DcqcnParameters::GetClamp() const
{
    return clamp == DcqcnClamp::ALWAYS           ? "always"
           : clamp == DcqcnClamp::AFTER_INCREASE ? "after-increase"
                                                 : "never";
}

bool
DcqcnParameters::SetHyperStep(const std::string& name)
{
    if (name == "growing" || name == "constant")
    {
        hyperGrows = name == "growing";
        return true;
    }
    return name.empty();
}

std::string
DcqcnParameters::Check() const
{
    if (alphaPeriod < NS)
    {
        return "AlphaPeriod must be at least 1 ns, or negative for that of the profile";
    }
    if (alphaGain <= 0 || alphaGain > 1)
    {
        return "AlphaGain must be above 0 and at most 1, or negative for that of the profile";
    }
    if (initialAlpha > 1)
    {
        return "InitialAlpha must be from 0 to 1, or negative for that of the profile";
    }
    if (cutPeriod > 0 && cutPeriod < NS)
    {
        return "CutPeriod must be 0 (cut at each CNP) or at least 1 ns, or negative for that of "
               "the profile";
    }
    if (maxCut <= 0 || maxCut >= 1)
    {
        return "MaxCut must be above 0 and below 1, or negative for that of the profile";
    }
    if (increasePeriod < NS)
    {
        return "IncreasePeriod must be at least 1 ns, or negative for that of the profile";
    }
    return {};
}

} // namespace aifabric
} // namespace ns3
