/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_INJECTOR_H
#define FAULT_INJECTOR_H

#include "fault-losses.h"
#include "fault-plant.h"
#include "fault.h"

#include "ns3/event-id.h"
#include "ns3/fabric-trace.h"
#include "ns3/object.h"

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** Something that happened to a fabric because of a fault. */
struct FaultEvent
{
    uint64_t time;       ///< ps
    std::string kind;    ///< such as link-down, detected, converged
    std::string subject; ///< what was struck, such as edge0-agg1
    std::string detail;  ///< more, for people
};

/** What became of a fault. */
struct FaultOutcome
{
    uint32_t targets{0};    ///< what it was to strike
    uint32_t struck{0};     ///< targets that it did strike
    uint32_t noticed{0};    ///< targets whose failure ports noticed
    uint32_t routed{0};     ///< targets whose failure routing learnt of
    bool oneWay{false};     ///< some target is one direction of a link
    Ptr<const Fault> fault; ///< the fault
};

/**
 * @ingroup ai-fabric
 *
 * Makes faults happen to a fabric, and everything that follows from them: failure, detection at
 * the ports, new routes, and the same on repair.
 *
 * All changes of one instant are made in one event, which precedes whatever the fabric does then:
 * first all failures and repairs, then what ports notice, then what routing has learnt, with one
 * computation of routes for all of it. A link that several faults strike is up again when the last
 * of them is over.
 */
class FaultInjector : public Object, private FramePool::DropListener
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FaultInjector();
    ~FaultInjector() override;

    /**
     * Choose what a fault strikes, and let it happen. To be called before the simulation runs.
     * Faults of time zero happen in Start().
     * @param plant the fabric, the same for all faults
     * @param fault the fault
     * @return an empty string, or one line that says what is wrong
     */
    std::string Add(const FaultPlant& plant, Ptr<const Fault> fault);

    /** Begin: make what happens now happen, and schedule the rest. */
    void Start();

    /** Nothing more is to happen: let the simulation come to its end. */
    void Stop();

    /**
     * List what has happened so far, the first and last losses of every target included.
     * @return events in the order of their times
     */
    std::vector<FaultEvent> ListEvents() const;

    /** @return the number of targets, of all faults. */
    uint64_t GetTargetCount() const
    {
        return m_incidents.size();
    }

    /** @return what became of every fault, in the order in which they were added. */
    std::vector<FaultOutcome> GetOutcomes() const;

    /** @return how often routes were computed again. */
    uint64_t GetRecomputations() const
    {
        return m_recomputations;
    }

    /** @return the number of events that were not kept, since there were too many. */
    uint64_t GetForgotten() const
    {
        return m_forgotten;
    }

    /**
     * What is left of the links when all faults have struck and none is over.
     * @return bits per second, by link; the worse direction counts
     */
    std::vector<double> GetRatesLeft() const;

    /**
     * Signature of sinks of events.
     * @param event what happened
     */
    using EventTracedCallback = void (*)(const FaultEvent& event);

  private:
    /// What is done, in the order in which it is done at one instant.
    enum class Phase : uint8_t
    {
        CHANGE, ///< something fails or is repaired
        NOTICE, ///< ports notice
        ROUTE,  ///< routing has learnt
    };

    /// A fault and one of its targets.
    struct Incident
    {
        Ptr<const Fault> fault;
        FaultTarget target;
        FabricRandom random;
        bool struck{false};  ///< it is broken now
        bool noticed{false}; ///< ports know it as broken
        bool routed{false};  ///< routing knows it as broken
        uint32_t changes{0}; ///< number of failures and repairs so far
        FaultLosses losses;
        uint32_t number{0};      ///< of the fault
        bool everNoticed{false}; ///< ports have noticed it
        bool everRouted{false};  ///< routing has learnt of it
    };

    /// Something to do.
    struct Action
    {
        uint64_t time;
        Phase phase;
        uint32_t incident;
        uint32_t change; ///< number of the failure or repair that it follows from
        bool struck;     ///< towards which state

        bool operator<(const Action& other) const
        {
            return std::tie(time, phase, incident, change) <
                   std::tie(other.time, other.phase, other.incident, other.change);
        }
    };

    /// How many faults hold a link down.
    struct Holds
    {
        std::array<uint32_t, 2> cuts{};  ///< by end that sends
        std::array<uint32_t, 2> ports{}; ///< by end that has noticed
        uint32_t routes{0};              ///< that routing has learnt of
    };

    void DoDispose() override;
    void FrameDropped(const Frame& frame, DropReason reason) override;
    static void FrameLost(FaultInjector* injector,
                          uint32_t incident,
                          const Frame& frame,
                          DropReason reason);
    void Forget();
    void Process();
    void ScheduleNext();
    bool IsOver();
    void Change(Incident& incident, const Action& action);
    void Notice(Incident& incident, const Action& action);
    void Route(Incident& incident, const Action& action);
    bool WeighLinks();
    std::vector<double> ListRates(bool (*counts)(const Incident&)) const;
    void WatchLosses(uint32_t number);
    void Report(const std::string& kind, const std::string& subject, const std::string& detail);
    void ListLosses(const FaultLosses& losses,
                    const std::string& subject,
                    std::vector<FaultEvent>& events) const;

    FaultPlant m_plant;
    std::vector<Ptr<const Fault>> m_faults;
    std::vector<Incident> m_incidents;
    std::set<Action> m_agenda;
    std::vector<Holds> m_holds; ///< by link
    bool m_reroute{false};      ///< routes are out of date
    bool m_reweigh{false};      ///< and so are the rates that routing knows
    bool m_started{false};
    bool m_listens{false};
    uint64_t m_recomputations{0};
    uint64_t m_executed{0}; ///< events of the fabric when something happened last
    uint32_t m_quiet{0};    ///< times in a row at which nothing had happened in between
    FaultLosses m_noRoute;
    std::vector<FaultEvent> m_events;
    uint64_t m_forgotten{0};
    EventId m_next;
    EventId m_destroy;
    FabricTrace<const FaultEvent&> m_eventTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // FAULT_INJECTOR_H
