/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_H
#define FAULT_H

#include "fault-plant.h"
#include "fault-selection.h"

#include "ns3/fabric-random.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Something that goes wrong with a fabric: where, when, for how long, and who gets to know of it.
 *
 * A kind of fault derives from this class, or from CutFault if the link is gone rather than bad.
 * FaultInjector makes it happen.
 */
class Fault : public Object
{
  public:
    /** What never comes. */
    static constexpr uint64_t NEVER = UINT64_MAX;

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    Fault();
    ~Fault() override;

    /**
     * Refuse nonsense before time zero.
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    std::string Check() const;

    /**
     * Choose what is struck.
     * @param plant the fabric
     * @param number number of the fault: every fault draws from a stream of its own
     * @param targets where to put what was chosen
     * @return an empty string, or one line that says what cannot be chosen
     */
    std::string Choose(const FaultPlant& plant,
                       uint32_t number,
                       std::vector<FaultTarget>& targets) const;

    /** @return when it strikes, ps. */
    uint64_t GetStart() const
    {
        return static_cast<uint64_t>(m_time.GetTimeStep());
    }

    /** @return when it is over, ps, or NEVER. */
    uint64_t GetEnd() const
    {
        return m_duration.IsZero() ? NEVER
                                   : GetStart() + static_cast<uint64_t>(m_duration.GetTimeStep());
    }

    /**
     * How long a state lasts.
     * @param struck true: from the failure on; false: from the repair on
     * @param random the stream of what was struck
     * @return ps, or NEVER; the end of the fault comes first
     */
    uint64_t DrawLength(bool struck, FabricRandom& random) const
    {
        return DoDrawLength(struck, random);
    }

    /** @return true if links are cut, false if they only get worse. */
    bool Cuts() const
    {
        return DoCuts();
    }

    /** @return time from failure to the notice of the ports concerned, ps; NEVER: unnoticed. */
    uint64_t GetDetection() const
    {
        return DoGetDetection();
    }

    /** @return time from failure to new routes everywhere, ps, or NEVER. */
    uint64_t GetConvergence() const
    {
        return DoGetConvergence();
    }

    /** @return true if the end that sends into a cut is not told by the other one. */
    bool IsSilent() const
    {
        return DoIsSilent();
    }

    /**
     * Make a direction worse, or take that back.
     * @param direction what is struck
     * @param struck true: worse; false: take it back
     */
    void Impair(LinkImpairment& direction, bool struck) const
    {
        DoImpair(direction, struck);
    }

    /**
     * Begin or end what is done to a direction: by default it is made worse (Impair()).
     * @param sender the port that sends in the direction
     * @param struck true: begin; false: end
     */
    void Strike(FabricPort& sender, bool struck) const
    {
        DoStrike(sender, struck);
    }

    /**
     * The rate that is left, for feasible rates.
     * @param rate of a sound link, bits per second
     * @return bits per second; 0: the link is cut
     */
    double GetRateLeft(double rate) const
    {
        return DoGetRateLeft(rate);
    }

    /**
     * What the event is called in the results.
     * @param struck true: the failure; false: the repair
     * @return for example link-down
     */
    std::string GetEventName(bool struck) const
    {
        return DoGetEventName(struck);
    }

  protected:
    /** @return what times are limited to, so that sums of them are times. */
    static Time LongestTime();

    /**
     * @param time how long something takes
     * @return ps, or NEVER if it exceeds LongestTime()
     */
    static uint64_t ToSteps(Time time);

  private:
    FaultSelection MakeSelection() const;
    /** @return what the fault strikes: links unless overridden. */
    virtual FaultSelection::Unit DoGetUnit() const;
    /** @return an empty string, or what is wrong with the attributes of the kind. */
    virtual std::string CheckConfig() const;
    /**
     * Refuse what the fault cannot do.
     * @param plant the fabric
     * @param target what was chosen
     * @return an empty string, or what is wrong
     */
    virtual std::string CheckTarget(const FaultPlant& plant, const FaultTarget& target) const;
    /**
     * @param struck which state
     * @param random the stream of what was struck
     * @return how long it lasts, ps, or NEVER (the default)
     */
    virtual uint64_t DoDrawLength(bool struck, FabricRandom& random) const;
    /** @return false unless overridden. */
    virtual bool DoCuts() const;
    /** @return ps, or NEVER (the default). */
    virtual uint64_t DoGetDetection() const;
    /** @return ps, or NEVER (the default). */
    virtual uint64_t DoGetConvergence() const;
    /** @return false unless overridden. */
    virtual bool DoIsSilent() const;
    /**
     * @param direction what is struck
     * @param struck true: worse; false: take it back
     */
    virtual void DoImpair(LinkImpairment& direction, bool struck) const;
    /**
     * @param sender the port that sends in the direction
     * @param struck true: begin; false: end; impairs the direction unless overridden
     */
    virtual void DoStrike(FabricPort& sender, bool struck) const;
    /**
     * @param rate of a sound link
     * @return what is left of it
     */
    virtual double DoGetRateLeft(double rate) const;
    /**
     * @param struck true: the failure; false: the repair
     * @return the name of the event
     */
    virtual std::string DoGetEventName(bool struck) const = 0;

    Time m_time;
    Time m_duration;
    std::string m_select;
    std::string m_names;
    std::string m_file;
    std::string m_tier;
    double m_fraction;
    uint64_t m_count;
};

} // namespace aifabric
} // namespace ns3

#endif // FAULT_H
