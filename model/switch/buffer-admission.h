/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BUFFER_ADMISSION_H
#define BUFFER_ADMISSION_H

#include "admission-verdict.h"
#include "buffer-view.h"

#include "ns3/object.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Whether a switch has room for a frame. One object serves one switch.
 *
 * A frame that is admitted is charged at once and released when it leaves its egress queue.
 * DoAdmit() is not asked about frames of lossless classes, which PFC protects (PfcController). They
 * are charged, for they fill the same memory, and refused if the buffer as a whole is full. The
 * base class counts all bytes. An admission that counts more calls Follow(), and then hears of each
 * frame that is charged or released. One that has pools of its own calls KeepBooks(): it is asked
 * about lossless frames too, and charges what it admits by itself.
 */
class BufferAdmission : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    BufferAdmission();
    ~BufferAdmission() override;

    /**
     * Tell the size of the switch.
     * @param ports number of ports
     * @param view what may be known of the switch
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(uint32_t ports, const BufferView& view = BufferView());

    /**
     * Ask for room and take it.
     * @param request the frame, and where it comes from and goes to
     * @param lossless whether PFC protects its class
     * @return whether it was taken, and if not what is to be done
     */
    AdmissionVerdict Admit(AdmissionRequest request, bool lossless)
    {
        // PFC keeps lossless frames within the buffer; no switch has more of it than it has.
        AdmissionVerdict verdict = AdmissionVerdict::Trim();
        if (m_used + request.frame.size <= m_total)
        {
            verdict = lossless && !m_keepsBooks ? AdmissionVerdict::Admit() : DoAdmit(request);
        }
        if (!verdict.IsAdmitted())
        {
            m_refused++;
            return verdict;
        }
        Count(request.frame);
        if (m_isTold)
        {
            DoCharged(request);
        }
        return verdict;
    }

    /**
     * Take room without asking, for a frame that waits outside the queues.
     * @param frame the frame
     */
    void Take(const Frame& frame)
    {
        Count(frame);
        if (m_keepsBooks)
        {
            DoHeld(frame);
        }
    }

    /**
     * @param frame a frame
     * @return true if it fits into what is left of the buffer
     */
    bool HasSpace(const Frame& frame) const
    {
        return m_used + frame.size <= m_total && (!m_keepsBooks || DoHasSpace(frame));
    }

    /**
     * Give room back.
     * @param request a frame that was admitted, told as it was then
     */
    void Release(AdmissionRequest request)
    {
        m_used -= request.frame.size;
        if (m_follows)
        {
            DoReleased(request);
        }
    }

    /**
     * Give room back that Take() has taken.
     * @param frame the frame
     */
    void GiveBack(const Frame& frame)
    {
        m_used -= frame.size;
        if (m_keepsBooks)
        {
            DoGivenBack(frame);
        }
    }

    /**
     * A frame took the place in a queue of another one of its size, class and egress.
     * @param in the frame that is queued now
     * @param out the frame that is no longer queued
     */
    void Exchange(AdmissionRequest in, AdmissionRequest out)
    {
        if (m_follows)
        {
            DoReleased(out);
            DoCharged(in);
        }
    }

    /** @return bytes charged in all. */
    uint64_t GetUsed() const
    {
        return m_used;
    }

    /** @return the largest number of bytes ever charged. */
    uint64_t GetMaxUsed() const
    {
        return m_maxUsed;
    }

    /** @return the number of frames refused. */
    uint64_t GetRefused() const
    {
        return m_refused;
    }

    /** @return bytes of buffer of the whole switch. */
    uint64_t GetTotal() const
    {
        return m_total;
    }

    /** @return bytes of buffer that one port can count on, to grade queues against. */
    uint64_t GetBufferPerPort() const
    {
        return DoGetBufferPerPort(m_ports);
    }

    /**
     * What lossless frames can count on wherever they go, for checks of what PFC promises.
     * @return bytes of buffer
     */
    uint64_t GetLosslessBuffer() const
    {
        return DoGetLosslessBuffer();
    }

    /**
     * Compare what is charged with what waits.
     * @param waiting all frames that wait in queues; what waits elsewhere is not among them
     * @return an empty string, or one line that names the account and what is left in it
     */
    std::string CheckBooks(const std::vector<AdmissionRequest>& waiting) const
    {
        return DoCheckBooks(waiting);
    }

    /**
     * What a class queue may come to hold, for checks of thresholds.
     * @param lossless whether its class is lossless
     * @return bytes
     */
    uint64_t GetLargestQueue(bool lossless) const
    {
        return lossless ? m_total : DoGetLargestQueue();
    }

  protected:
    /** Hear of each frame that is charged or released, lossless ones included. For CheckConfig().
     */
    void Follow()
    {
        m_follows = true;
        m_isTold = !m_keepsBooks;
    }

    /**
     * Be asked about lossless frames too, and charge what DoAdmit() admits there and then. Calls
     * DoReleased() for each frame that leaves; DoCharged() only where one frame takes the place of
     * another. For CheckConfig().
     */
    void KeepBooks()
    {
        m_keepsBooks = true;
        Follow();
    }

    /** @return the number of ports of the switch. */
    uint32_t GetPortCount() const
    {
        return m_ports;
    }

    /** @return bytes of the largest frame. */
    uint32_t GetLargestFrame() const
    {
        return m_largest;
    }

    /** @return what may be known of the switch. */
    const BufferView& GetView() const
    {
        return m_view;
    }

  private:
    /**
     * Decide on a frame of a lossy class. The answer Trim() says that its headers may have room: a
     * switch that trims asks for them next, one that does not drops the frame. What is to be
     * dropped in any case gets Drop(reason).
     * @param request the frame, and where it comes from and goes to
     * @return what is to be done
     */
    virtual AdmissionVerdict DoAdmit(AdmissionRequest request) = 0;

    /**
     * A frame was charged (Follow()).
     * @param request the frame, and where it comes from and goes to
     */
    virtual void DoCharged(AdmissionRequest request);

    /**
     * A frame was released (Follow()).
     * @param request the frame, and where it came from and goes to
     */
    virtual void DoReleased(AdmissionRequest request);

    /**
     * A frame waits outside the queues (KeepBooks()).
     * @param frame the frame
     */
    virtual void DoHeld(const Frame& frame);

    /**
     * A frame does not wait outside the queues any more (KeepBooks()).
     * @param frame the frame
     */
    virtual void DoGivenBack(const Frame& frame);

    /**
     * @param frame a frame
     * @return whether it may wait outside the queues (KeepBooks())
     */
    virtual bool DoHasSpace(const Frame& frame) const;

    /** @return bytes of buffer that lossless frames can count on; all of it unless overridden. */
    virtual uint64_t DoGetLosslessBuffer() const;

    /**
     * Compare what is charged with what waits.
     * @param waiting all frames that wait in queues
     * @return an empty string, or one line that names the account
     */
    virtual std::string DoCheckBooks(const std::vector<AdmissionRequest>& waiting) const;

    /** @return bytes that a lossy class queue may come to hold; the buffer unless overridden. */
    virtual uint64_t DoGetLargestQueue() const;

    /**
     * Refuse nonsense and take up work, before time zero.
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    virtual std::string CheckConfig();

    /**
     * @param ports number of ports of the switch
     * @return bytes of buffer that one port can count on
     */
    virtual uint64_t DoGetBufferPerPort(uint32_t ports) const = 0;

    /**
     * @param ports number of ports of the switch
     * @return bytes of buffer of the whole switch
     */
    virtual uint64_t DoGetTotal(uint32_t ports) const = 0;

    /// Count a frame.
    void Count(const Frame& frame)
    {
        m_used += frame.size;
        m_maxUsed = m_used > m_maxUsed ? m_used : m_maxUsed;
    }

    BufferView m_view;
    uint32_t m_largest;
    uint32_t m_ports{0};
    uint64_t m_refused{0};
    // What each frame touches, side by side with what a class that derives from this one reads.
    uint64_t m_used{0};
    uint64_t m_maxUsed{0};
    uint64_t m_total{0};
    bool m_follows{false};    ///< DoReleased() is called
    bool m_isTold{false};     ///< DoCharged() is called of what DoAdmit() admits
    bool m_keepsBooks{false}; ///< DoAdmit() is asked about lossless frames, and charges
};

} // namespace aifabric
} // namespace ns3

#endif // BUFFER_ADMISSION_H
