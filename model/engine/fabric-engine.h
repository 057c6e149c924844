/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_ENGINE_H
#define FABRIC_ENGINE_H

#include "fabric-domain.h"
#include "run-guard.h"

#include "ns3/event-id.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What runs the domains of the fabric, one per simulation. Components ask their domain for the
 * time; this is for what looks at the fabric as a whole.
 *
 * FabricSimulatorImpl runs domains in windows, merged with ns-3's own events. Under any other
 * SimulatorImpl a pump event runs them event by event: slower, with the same results. In both
 * cases, at equal times ns-3's own events come first and observers last.
 *
 * Times are picoseconds since time zero.
 */
class FabricEngine
{
  public:
    /** @return the engine of the current simulation. */
    static FabricEngine& Get();

    FabricEngine();
    ~FabricEngine();
    FabricEngine(const FabricEngine&) = delete;
    FabricEngine& operator=(const FabricEngine&) = delete;

    /**
     * Make the simulation ready for fabrics: picosecond resolution and, where ns-3 is left to
     * choose, FabricSimulatorImpl. To be called before nodes are made and anything is scheduled;
     * later calls do nothing, and so does a choice of the user: the global value
     * SimulatorImplementationType, or Simulator::SetImplementation(). A program that wants to
     * choose the resolution itself gives Time::PS to Time::SetResolution(): ns-3 obeys one call
     * only, and none after Simulator::Run().
     * @throws ConfigError if the program has chosen another unit than Time::PS, or ns-3 does not
     * let it be chosen any more
     */
    static void Prepare();

    /**
     * Refuse to take apart a part of a fabric while others rely on it: Simulator::Destroy() takes
     * all of it apart.
     * @param part what it is, as in "the NIC of host 3"
     * @throws ConfigError unless Simulator::Destroy() is at work, or there is no simulation
     */
    static void CheckEnd(const std::string& part);

    /** Most domains of a simulation. */
    static constexpr uint32_t MOST_DOMAINS = 128;

    /** What guards wait before they look at the run, ps, where no link is longer. */
    static constexpr uint64_t LEAST_AHEAD = 1000000;

    /** What they wait at most, ps: a run that is stuck between far sites ends soon, too. */
    static constexpr uint64_t MOST_AHEAD = 100000000;

    /**
     * Tell the delay of the longest link. A look of the guards is planned so far ahead that it lies
     * beyond every window: its time then does not depend on how the fabric is cut into domains. No
     * window is longer than that (AddDomains()).
     * @param delay the delay, ps
     */
    void CoverDelay(uint64_t delay)
    {
        m_ahead = std::min(std::max(m_ahead, delay), MOST_AHEAD);
    }

    /**
     * Make more domains, after CoverDelay(). Before time zero; under FabricSimulatorImpl only.
     * @param count how many
     * @param window time that whatever one of them sends to another takes at least, ps
     * @return number of the first one
     */
    uint32_t AddDomains(uint32_t count, uint64_t window);

    /** @return the number of domains. */
    uint32_t GetDomainCount() const
    {
        return static_cast<uint32_t>(m_domains.size());
    }

    /**
     * @param number number of a domain; 0 is that of what is in no other
     * @return the domain
     */
    FabricDomain& GetDomain(uint32_t number = 0)
    {
        return *m_domains[number];
    }

    /**
     * Run the domains of a window in another order each time, drawn from a number: no result may
     * depend on it. For tests.
     * @param seed the number; 0: in the order of their numbers
     */
    void Shuffle(uint64_t seed)
    {
        m_shuffle = seed;
    }

    /** @return the current time in ps: that of the domain that runs. */
    uint64_t Now() const
    {
        return m_current->Now();
    }

    /** @return the number of fabric events run so far. */
    uint64_t GetExecuted() const;

    /**
     * Schedule an event of an observer (samples, reports), which must not keep a run alive. It runs
     * after all other events of its time.
     * @param event an event that is not pending; its handler calls EndObservation() first
     * @param time absolute time in ps, not before Now()
     */
    void Observe(FabricEvent& event, uint64_t time);

    /**
     * An event given to Observe() has run.
     * @return true if anything but observers is left, so that there is more to observe
     */
    bool EndObservation();

    /** @return the number of events run so far that were not observers'. */
    uint64_t GetWork() const;

    /** @return true if no event but those of observers is pending in the calendars. */
    bool HasOnlyObservers() const;

    /** @return all objects that are posted and have not arrived; slow. */
    std::vector<FabricCalendar::Posted> ListPosted() const;

    /**
     * Let a guard decide when the simulation ends although events are left.
     * @param guard asked from now on
     */
    void AddGuard(std::shared_ptr<RunGuard> guard);

    /** @return the number of guards: one of each fabric of the simulation. */
    size_t CountGuards() const
    {
        return m_guards.size();
    }

    /**
     * Something has scheduled itself again without end (FabricDomain::Renewed()).
     * @param now the time in its domain, ps
     */
    void Renewed(uint64_t now)
    {
        if (now >= m_nextLook && now < m_lookAsked)
        {
            AskForLook(now);
        }
    }

    /** @return true if there are guards, and none of them sees anything to be sent. */
    bool IsIdle() const;

    /** @return true if FabricSimulatorImpl runs the calendars, false if the pump does. */
    bool IsNative() const
    {
        return m_native;
    }

  private:
    friend class FabricDomain;
    friend class FabricSimulatorImpl;

    void SetNow(uint64_t time);
    uint64_t PeekDomains();
    void ShuffleOrder();
    void AskForLook(uint64_t now);
    void AskGuards();
    void ArmPump();
    void Pump();
    bool HasForeignEvents() const;

    std::vector<std::unique_ptr<FabricDomain>> m_domains;
    std::vector<FabricDomain*> m_order;          ///< in which the domains of a window run
    FabricDomain* m_current;                     ///< the domain that runs
    std::unique_ptr<FabricCalendar> m_observers; ///< events of observers
    uint64_t m_ahead{LEAST_AHEAD};               ///< of a look of the guards, ps
    uint64_t m_window{FabricCalendar::NEVER};    ///< longest window, ps
    uint64_t m_limit{0};   ///< the domain in progress runs until this time, ps
    uint64_t m_shuffle{0}; ///< state of the order that is drawn; 0: none is
    std::vector<std::shared_ptr<RunGuard>> m_guards;
    FabricEvent m_look;                          ///< guards are asked
    uint64_t m_nextLook{FabricCalendar::NEVER};  ///< guards are not asked before, ps
    uint64_t m_lookAsked{FabricCalendar::NEVER}; ///< when it was asked for a look, ps
    bool m_native{false};
    bool m_pumping{false};                      ///< inside Pump()
    uint64_t m_pumpTime{FabricCalendar::NEVER}; ///< when the pump is scheduled for
    uint64_t m_quietCount{0}; ///< event count at which the pump is alone at its time
    EventId m_pump;
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_ENGINE_H
