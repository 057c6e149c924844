/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PFC_WATCHDOG_H
#define PFC_WATCHDOG_H

#include "storm-rule.h"

#include "ns3/fabric-port.h"
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
 * The PFC watchdog of a switch: it looks at all lossless classes of all ports at every multiple of
 * PollInterval, and where a pause has lasted for DetectionTime by the rule of the family of ASIC
 * (StormRule) it acts. The time left begins at DetectionTime, falls by an interval at each poll in
 * a storm, begins anew at any other, and is up when at most an interval is left. Until no PFC frame
 * of the class has come for RestorationTime, by the same counting, the class is:
 *
 * - dropped (Action=drop): what is queued is discarded, and what comes for it; pauses are ignored;
 * - forwarded (Action=forward): pauses are ignored;
 * - left alone (Action=alert).
 *
 * Rules, order and defaults are those of SONiC (orchagent/pfc_detect_*.lua, pfc_restore.lua). While
 * nothing is paused nobody polls.
 */
class PfcWatchdog : public Object
{
  public:
    /** Something that the watchdog did. */
    struct Event
    {
        uint64_t time;      ///< ps
        uint16_t port;      ///< number of the port
        uint8_t priority;   ///< the class
        bool detected;      ///< true: a storm; false: it is over
        uint64_t discarded; ///< frames discarded since the storm was detected
    };

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PfcWatchdog();
    ~PfcWatchdog() override;

    /**
     * Take up work.
     * @param node number of the switch's node
     * @param ports its ports
     * @param classes mask of the lossless classes
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(uint32_t node, const std::vector<FabricPort*>& ports, uint8_t classes);

    /** @return whether there is something to watch, after Start(). */
    bool IsInUse() const
    {
        return m_rule != nullptr;
    }

    /**
     * The peer of a port has paused or resumed classes.
     * @param port number of the port
     */
    void PauseChanged(uint16_t port);

    /**
     * The link of a port went down or came up: what is known of the port is void.
     * @param port number of the port
     */
    void LinkChanged(uint16_t port);

    /**
     * A frame left a class queue, or was to be queued in one that is discarded.
     * @param port the port
     * @param priority its class
     */
    void Left(FabricPort& port, uint8_t priority)
    {
        if ((m_classes >> priority) & 1)
        {
            Watch& watch = m_watches[port.GetPort() * CLASS_COUNT + priority];
            if ((port.GetGates().GetDiscards() >> priority) & 1)
            {
                watch.discarded++;
                return;
            }
            watch.left = m_domain->Now();
        }
    }

    /** @return what it did, in order. */
    const std::vector<Event>& GetEvents() const
    {
        return m_events;
    }

    /** @return what it does to a class in a storm: drop, forward or alert. */
    const std::string& GetAction() const
    {
        return m_action;
    }

    /** @return time in which it frees a class that is paused for ever, ps; 0: it does not. */
    uint64_t GetPatience() const;

  private:
    /// A class of a port.
    struct Watch
    {
        uint64_t timeLeft{0};              ///< until it acts, or lets go, ps
        uint64_t left{PauseRecord::NEVER}; ///< when a frame left the queue last, ps
        uint64_t pausedPs{0};              ///< at the last poll
        uint64_t discarded{0};             ///< frames since the storm was detected
        bool paused{false};                ///< at the last poll
        bool begun{false};                 ///< a poll has begun the first interval
        bool active{false};                ///< it was found in a storm
    };

    void Poll();
    void Schedule();
    void Forget();
    PollInterval Measure(FabricPort& port, uint8_t priority, Watch& watch) const;
    void Look(uint16_t port, uint8_t priority);
    void Detect(uint16_t port, uint8_t priority);
    void Restore(uint16_t port, uint8_t priority);
    void Apply(uint16_t port);

    Time m_detection;
    Time m_restoration;
    Time m_interval;
    std::string m_ruleName;
    std::string m_action;
    Ptr<const StormRule> m_rule; ///< null: nothing is watched
    std::vector<FabricPort*> m_ports;
    std::vector<Watch> m_watches; ///< by port and class
    std::vector<uint8_t> m_masks; ///< by port: classes that are paused
    std::vector<Event> m_events;
    FabricDomain* m_domain{nullptr};
    FabricEvent m_poll;
    uint64_t m_period{1};   ///< m_interval, ps
    uint64_t m_lastPoll{0}; ///< the multiple of the period up to which all is known, ps
    uint32_t m_paused{0};   ///< ports with paused classes
    uint32_t m_active{0};   ///< classes in a storm
    uint8_t m_classes{0};
    bool m_polling{false}; ///< inside Poll()
};

} // namespace aifabric
} // namespace ns3

#endif // PFC_WATCHDOG_H
