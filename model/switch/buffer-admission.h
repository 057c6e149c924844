/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BUFFER_ADMISSION_H
#define BUFFER_ADMISSION_H

#include "ns3/fabric-port.h"
#include "ns3/object.h"

#include <cstdint>
#include <string>

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
 * are charged, for they fill the same memory, and refused if the buffer as a whole is full.
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
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(uint32_t ports);

    /**
     * Ask for room and take it.
     * @param port egress port
     * @param frame the frame
     * @param lossless true if its class is lossless
     * @return false if the frame must be dropped
     */
    bool Admit(const FabricPort& port, const Frame& frame, bool lossless)
    {
        // PFC keeps lossless frames within the buffer; no switch has more of it than it has.
        if (m_used + frame.size > m_total ||
            (!lossless && !DoAdmit(port.GetQueues(), frame.priority, frame.size)))
        {
            m_refused++;
            return false;
        }
        Take(frame);
        return true;
    }

    /**
     * Take room without asking, for a frame that waits outside the queues.
     * @param frame the frame
     */
    void Take(const Frame& frame)
    {
        m_used += frame.size;
        m_maxUsed = m_used > m_maxUsed ? m_used : m_maxUsed;
    }

    /**
     * @param frame a frame
     * @return true if it fits into what is left of the buffer
     */
    bool HasSpace(const Frame& frame) const
    {
        return m_used + frame.size <= m_total;
    }

    /**
     * Give room back.
     * @param frame a frame that was admitted
     */
    void Release(const Frame& frame)
    {
        m_used -= frame.size;
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
     * What a class queue may come to hold, for checks of thresholds.
     * @param lossless whether its class is lossless
     * @return bytes
     */
    uint64_t GetLargestQueue(bool lossless) const
    {
        return lossless ? m_total : DoGetLargestQueue();
    }

  private:
    /**
     * Decide on a frame of a lossy class.
     * @param queues class queues of the egress port
     * @param priority class
     * @param bytes size of the frame
     * @return true to admit it
     */
    virtual bool DoAdmit(const ClassQueues& queues, uint8_t priority, uint32_t bytes) const = 0;

    /** @return bytes that a lossy class queue may come to hold; the buffer unless overridden. */
    virtual uint64_t DoGetLargestQueue() const;

    /**
     * Refuse nonsense before time zero.
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    virtual std::string CheckConfig() const;

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

    uint64_t m_used{0};
    uint64_t m_maxUsed{0};
    uint64_t m_refused{0};
    uint64_t m_total{0};
    uint32_t m_ports{0};
};

} // namespace aifabric
} // namespace ns3

#endif // BUFFER_ADMISSION_H
