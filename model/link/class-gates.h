/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLASS_GATES_H
#define CLASS_GATES_H

#include "ns3/fabric-event.h"
#include "ns3/fabric-frame.h"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>

namespace ns3
{
namespace aifabric
{

class FabricPort;

/** What is kept of the pauses of a class, where somebody wants to know. Times in ps. */
struct PauseRecord
{
    static constexpr uint64_t NEVER = UINT64_MAX; ///< it has not happened yet

    uint64_t lastFrame{NEVER};  ///< when a PFC frame last named the class
    uint64_t lastResume{NEVER}; ///< when a pause of the class was last over
    uint64_t pausedPs{0};       ///< how long it was paused, until something changed last
};

/**
 * @ingroup ai-fabric
 *
 * What stops the classes of a port. Pauses (IEEE 802.1Qbb): which classes the peer has paused,
 * until when, and which of that the port heeds. A shaper, which holds classes back for a while. A
 * watchdog, which heeds no pauses of a class, or has what is queued for it discarded.
 *
 * A pause holds from the end of the response time on, which begins when the frame has arrived, for
 * as many quanta of 512 bit times of the link as the frame says. An end of a pause takes as long to
 * be heeded, so that frames act in the order in which they came.
 */
class ClassGates
{
  public:
    /** @param port whose pauses they are */
    explicit ClassGates(FabricPort& port);

    /** The port has its place: from now on pauses may come. */
    void Start();

    /**
     * A PFC frame has come.
     * @param frame the frame
     */
    void Receive(const Frame& frame);

    /** The link is down: nothing is paused any more. */
    void Reset();

    /** @return true unless a pause has no end. */
    bool IsTimed() const
    {
        return m_received == 0 || m_event.IsPending();
    }

    /**
     * Set the time in which the port heeds a pause.
     * @param response from the last bit of a PFC frame to its effect, ps; before time zero
     */
    void SetResponse(uint64_t response)
    {
        m_response = response;
    }

    /** @return the time in which the port heeds a pause, ps. */
    uint64_t GetResponse() const
    {
        return m_response;
    }

    /** @return the mask of classes that the peer has paused, heeded or not. */
    uint8_t GetReceived() const
    {
        return m_received;
    }

    /**
     * Heed pauses of some classes no more, or again.
     * @param classes mask of the classes whose pauses are ignored
     */
    void SetIgnored(uint8_t classes);

    /**
     * Hold classes back, besides those that the peer has paused: a shaper's work.
     * @param classes mask of the classes
     */
    void SetHeld(uint8_t classes);

    /**
     * Lose what is queued in some classes, and what is meant to be: a watchdog's work.
     * @param classes mask of the classes
     */
    void SetDiscards(uint8_t classes);

    /** @return the mask of classes that are discarded. */
    uint8_t GetDiscards() const
    {
        return m_discards;
    }

    /** @return the mask of classes that a shaper holds back. */
    uint8_t GetHeld() const
    {
        return m_held;
    }

    /** Keep records from now on. */
    void Record();

    /**
     * @param priority a class; records must be kept
     * @return what is kept of it
     */
    const PauseRecord& GetRecord(uint8_t priority) const
    {
        return (*m_records)[priority];
    }

    /**
     * @param priority a class; records must be kept
     * @return how long the peer has paused it, heeded or not, ps
     */
    uint64_t GetPausedTime(uint8_t priority) const;

  private:
    /// A PFC frame whose response time runs.
    struct Waiting
    {
        uint64_t time;                            ///< when it takes effect, ps
        uint8_t classes;                          ///< class-enable vector
        std::array<uint16_t, CLASS_COUNT> quanta; ///< by class
    };

    using Records = std::array<PauseRecord, CLASS_COUNT>;

    void Obey(uint8_t classes, const std::array<uint16_t, CLASS_COUNT>& quanta);
    void TimeIsUp();
    void Arm();
    void SetReceived(uint8_t mask);

    FabricPort& m_port;
    FabricEvent m_event; ///< a pause is over, or a frame takes effect
    std::array<uint64_t, CLASS_COUNT> m_until{};
    uint64_t m_response{0};
    uint64_t m_since{0}; ///< when m_received changed last
    uint8_t m_received{0};
    uint8_t m_ignored{0};
    uint8_t m_held{0};
    uint8_t m_discards{0};
    std::unique_ptr<std::deque<Waiting>> m_waiting; ///< null without response time
    std::unique_ptr<Records> m_records;             ///< null unless somebody asked for them
};

} // namespace aifabric
} // namespace ns3

#endif // CLASS_GATES_H
