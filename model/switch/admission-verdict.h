/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ADMISSION_VERDICT_H
#define ADMISSION_VERDICT_H

#include "ns3/frame-pool.h"
#include "ns3/port-view.h"

#include <cstdint>
#include <type_traits>

namespace ns3
{
namespace aifabric
{

/**
 * What a buffer is asked, and told again when the frame leaves. Two pointers, passed by value: so
 * they stay in registers.
 */
struct AdmissionRequest
{
    const Frame& frame; ///< the frame, its size and its class
    PortView egress;    ///< the port that it is to be queued at

    /** @return number of the port through which the frame came in. */
    uint16_t GetIngress() const
    {
        return frame.ingress;
    }

    /** @return the class. */
    uint8_t GetClass() const
    {
        return frame.priority;
    }

    /** @return bytes that it takes. */
    uint32_t GetBytes() const
    {
        return frame.size;
    }

    /** @return bytes that wait in its class queue. */
    uint64_t GetQueueBytes() const
    {
        return egress.GetQueueBytes(frame.priority);
    }
};

static_assert(std::is_trivially_copyable_v<AdmissionRequest> &&
                  sizeof(AdmissionRequest) <= 2 * sizeof(void*),
              "a request is passed in registers");

/**
 * @ingroup ai-fabric
 *
 * What a buffer does with a frame: it takes it, takes its headers only, or drops it for a reason.
 */
class AdmissionVerdict
{
  public:
    /** @return the frame has room. */
    static constexpr AdmissionVerdict Admit()
    {
        return AdmissionVerdict(ADMIT, DropReason::COUNT);
    }

    /** @return its payload has none; a switch that does not trim drops it as BUFFER_FULL. */
    static constexpr AdmissionVerdict Trim()
    {
        return AdmissionVerdict(TRIM, DropReason::BUFFER_FULL);
    }

    /**
     * @param reason why
     * @return the frame has no room
     */
    static constexpr AdmissionVerdict Drop(DropReason reason = DropReason::BUFFER_FULL)
    {
        return AdmissionVerdict(DROP, reason);
    }

    /** @return true if the frame has room. */
    constexpr bool IsAdmitted() const
    {
        return m_action == ADMIT;
    }

    /** @return true if only its headers may have. */
    constexpr bool IsTrim() const
    {
        return m_action == TRIM;
    }

    /** @return why it is dropped if it is. */
    constexpr DropReason GetReason() const
    {
        return m_reason;
    }

    /**
     * @param other a verdict
     * @return true if it is the same
     */
    constexpr bool operator==(const AdmissionVerdict& other) const
    {
        return m_action == other.m_action && m_reason == other.m_reason;
    }

  private:
    /// What is done.
    enum Action : uint8_t
    {
        ADMIT,
        TRIM,
        DROP,
    };

    constexpr AdmissionVerdict(Action action, DropReason reason)
        : m_action(action),
          m_reason(reason)
    {
    }

    Action m_action;
    DropReason m_reason; ///< of a drop, also in place of trimming
};

} // namespace aifabric
} // namespace ns3

#endif // ADMISSION_VERDICT_H
