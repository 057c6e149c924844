/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTION_CHECKS_H
#define OPTION_CHECKS_H

#include "option-value.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/// What the values of single options must be. Each returns what is wrong, or an empty string.
namespace option_checks
{

/** @param value a fabric @return what it says about itself */
std::string Fabric(const OptionValue& value);
/** @param value a rate @return whether the clock bears it */
std::string Rate(const OptionValue& value);
/** @param value a delay of links @return whether the clock bears a dozen of them */
std::string Delay(const OptionValue& value);
/** @param value switch models @return whether the clock bears their latencies */
std::string Switches(const OptionValue& value);
/** @param value strategies @return whether there is at most one of switches and one of hosts */
std::string Balancers(const OptionValue& value);
/** @param value a recovery @return what it says about itself */
std::string Recovery(const OptionValue& value);
/** @param value a control @return what it says about itself */
std::string Control(const OptionValue& value);
/** @param value faults @return what they say about themselves */
std::string Faults(const OptionValue& value);
/** @param value a time or auto @return whether the clock bears it */
std::string TimeOrAuto(const OptionValue& value);
/** @param value a time or auto @return whether it is an interval between samples */
std::string Interval(const OptionValue& value);
/** @param value a time or auto @return whether a packet can be as late */
std::string Jitter(const OptionValue& value);
/** @param value a limit of time, or nothing @return whether there is anything to simulate */
std::string Stop(const OptionValue& value);
/** @param value prefix of files @return whether they can be written */
std::string Prefix(const OptionValue& value);
/** @param value a file name @return whether it can be written */
std::string File(const OptionValue& value);

} // namespace option_checks

} // namespace aifabric
} // namespace ns3

#endif // OPTION_CHECKS_H
