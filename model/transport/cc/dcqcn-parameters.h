/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DCQCN_PARAMETERS_H
#define DCQCN_PARAMETERS_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/** When a cut lowers the target rate to the rate before the cut. */
enum class DcqcnClamp : uint8_t
{
    ALWAYS,         ///< at every cut
    AFTER_INCREASE, ///< if the increase timer has run out since the cut before
    NEVER,          ///< at no cut
};

/** A complete set of parameters of DCQCN. Times are in ps, rates in bits per second. */
struct DcqcnParameters
{
    /**
     * Refuse nonsense.
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    std::string Check() const;

    /**
     * Choose when cuts clamp the target.
     * @param name always, after-increase or never; empty changes nothing
     * @return false if there is no such name
     */
    bool SetClamp(const std::string& name);

    /** @return the name of what SetClamp() chose. */
    const char* GetClamp() const;

    /**
     * Choose the size of hyper increases.
     * @param name growing or constant; empty changes nothing
     * @return false if there is no such name
     */
    bool SetHyperStep(const std::string& name);

    uint64_t cnpInterval;    ///< least time between two CNPs for a queue pair; 0: one per mark
    uint64_t alphaPeriod;    ///< period of the update of alpha
    double alphaGain;        ///< weight of a period in alpha
    double initialAlpha;     ///< alpha at the first CNP
    uint64_t cutPeriod;      ///< monitor period, at the end of which the rate is cut; 0: at the CNP
    double maxCut;           ///< largest fraction of the rate that a cut takes
    DcqcnClamp clamp;        ///< when a cut lowers the target rate
    uint64_t increasePeriod; ///< period of the increase timer
    uint64_t byteCounter;    ///< bytes on the wire per increase; 0: timer only
    uint64_t recoverySteps;  ///< increases of fast recovery
    double additiveRate;     ///< additive increase of the target rate
    double hyperRate;        ///< hyper increase of the target rate; 0: additive increase goes on
    bool hyperGrows;         ///< the i-th hyper increase after a cut is i times hyperRate
    double minRate;          ///< the rate is not cut below it
};

/** A published set of parameters. */
struct DcqcnProfile
{
    /**
     * Look a profile up.
     * @param name its name
     * @return the profile, or null
     */
    static const DcqcnProfile* Find(const std::string& name);

    /** @return the names of all profiles, separated by commas. */
    static std::string List();

    const char* name;    ///< its name
    double reference;    ///< line rate at which the increases hold, to scale them; 0: any
    DcqcnParameters set; ///< the parameters
};

} // namespace aifabric
} // namespace ns3

#endif // DCQCN_PARAMETERS_H
