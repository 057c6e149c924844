/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PORT_VIEW_H
#define PORT_VIEW_H

#include "fabric-port.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What those who only decide (strategies, admissions, stages) may know of a port. Nothing can be
 * sent or changed through it. It costs a pointer, and is passed by value.
 */
class PortView
{
  public:
    /**
     * @param port the port, which outlives the view
     */
    PortView(const FabricPort& port)
        : m_port(&port)
    {
    }

    /** @return number of the port at its node. */
    uint16_t GetPort() const
    {
        return m_port->GetPort();
    }

    /** @return number of the node. */
    uint32_t GetNodeId() const
    {
        return m_port->GetNodeId();
    }

    /** @return whether the link is up, as the port knows it. */
    bool IsUp() const
    {
        return m_port->IsUp();
    }

    /** @return bytes waiting, and the frame in service as a whole. */
    uint64_t GetBacklog() const
    {
        return m_port->GetBacklog();
    }

    /** @return bytes waiting in all class queues. */
    uint64_t GetQueueBytes() const
    {
        return m_port->GetQueues().GetBytes();
    }

    /**
     * @param priority a class
     * @return bytes waiting in its queue
     */
    uint64_t GetQueueBytes(uint8_t priority) const
    {
        return m_port->GetQueues().GetQueue(priority).bytes;
    }

    /**
     * @param priority a class
     * @return frames waiting in its queue
     */
    uint32_t GetQueueFrames(uint8_t priority) const
    {
        return m_port->GetQueues().GetQueue(priority).frames;
    }

    /** @return the mask of classes that the peer has paused. */
    uint8_t GetPausedMask() const
    {
        return m_port->GetPausedMask();
    }

    /** @return frames sent so far, of any kind. */
    uint64_t GetSentFrames() const
    {
        return m_port->GetSentFrames();
    }

    /** @return bytes on the wire so far, without preamble and gap; of the frame in service, those
     * that have left. */
    uint64_t GetSentBytes() const
    {
        return m_port->GetSentBytes();
    }

    /** @return the line rate. */
    DataRate GetDataRate() const
    {
        return m_port->GetDataRate();
    }

    /** @return picoseconds that a byte takes. */
    double GetPsPerByte() const
    {
        return m_port->GetPsPerByte();
    }

    /** @return time from the last bit of a frame on this port to its processing at the peer, ps. */
    uint64_t GetDelay() const
    {
        return m_port->GetDelay();
    }

    /** @return what was counted. */
    PortCounters GetCounters() const
    {
        return m_port->GetCounters();
    }

    /** @return the view itself: it reads like the pointer to a port that it takes the place of. */
    const PortView* operator->() const
    {
        return this;
    }

  private:
    const FabricPort* m_port;
};

/**
 * @ingroup ai-fabric
 *
 * Views of all ports of a node, by number.
 */
class PortViews
{
  public:
    /** Goes through the ports. */
    class Iterator
    {
      public:
        /**
         * @param port where to begin
         */
        explicit Iterator(FabricPort* const* port)
            : m_port(port)
        {
        }

        /** @return the port. */
        PortView operator*() const
        {
            return PortView(**m_port);
        }

        /**
         * Go on to the next port.
         * @return this
         */
        Iterator& operator++()
        {
            m_port++;
            return *this;
        }

        /**
         * @param other of the same node
         * @return whether they are at different ports
         */
        bool operator!=(const Iterator& other) const
        {
            return m_port != other.m_port;
        }

      private:
        FabricPort* const* m_port;
    };

    /** No ports. */
    PortViews() = default;

    /**
     * @param ports the ports by number, which outlive the view
     * @param count their number
     */
    PortViews(FabricPort* const* ports, size_t count)
        : m_ports(ports),
          m_count(count)
    {
    }

    /** @return the number of ports. */
    size_t size() const
    {
        return m_count;
    }

    /**
     * @param port number of a port
     * @return the port
     */
    PortView operator[](size_t port) const
    {
        return PortView(*m_ports[port]);
    }

    /** @return the first port. */
    Iterator begin() const
    {
        return Iterator(m_ports);
    }

    /** @return what comes after the last port. */
    Iterator end() const
    {
        return Iterator(m_ports + m_count);
    }

  private:
    FabricPort* const* m_ports{nullptr};
    size_t m_count{0};
};

} // namespace aifabric
} // namespace ns3

#endif // PORT_VIEW_H
