/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "queue-histogram.h"

#include "ns3/fabric-net-device.h"
#include "ns3/node.h"
#include "ns3/wire-time.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Lower bound of the first range above a few control frames, bytes.
constexpr uint64_t FIRST_BOUND = 1024;

} // namespace

size_t
QueueHistogram::GetRange(uint64_t backlog)
{
    size_t range = backlog > 0 ? 1 : 0;
    for (uint64_t rest = backlog / FIRST_BOUND; rest > 0; rest /= 2)
    {
        range++;
    }
    return range;
}

uint64_t
QueueHistogram::GetLowerBound(size_t range)
{
    return range < 2 ? range : FIRST_BOUND << (range - 2);
}

/// One port.
class QueueHistogram::Watched
{
  public:
    /**
     * @param device the port
     */
    Watched(Ptr<FabricNetDevice> device)
        : m_device(device),
          m_since(device->GetDomain().Now()),
          m_backlog(device->GetBacklog())
    {
        m_device->TraceConnectWithoutContext("Backlog", MakeCallback(&Watched::Changed, this));
        m_device->TraceConnectWithoutContext("FrameSent", MakeCallback(&Watched::Sent, this));
        m_device->TraceConnectWithoutContext("FrameDropped", MakeCallback(&Watched::Dropped, this));
    }

    ~Watched()
    {
        m_device->TraceDisconnectWithoutContext("Backlog", MakeCallback(&Watched::Changed, this));
        m_device->TraceDisconnectWithoutContext("FrameSent", MakeCallback(&Watched::Sent, this));
        m_device->TraceDisconnectWithoutContext("FrameDropped",
                                                MakeCallback(&Watched::Dropped, this));
    }

    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    /**
     * Store the times of the ranges.
     * @param end until when, ps
     * @param details where to
     */
    void List(uint64_t end, RunDetails& details)
    {
        Pass(end);
        for (size_t range = 0; range < m_times.size(); range++)
        {
            details.queueHistograms.push_back({m_device->GetNode()->GetId(),
                                               m_device->GetPort(),
                                               GetLowerBound(range),
                                               static_cast<double>(m_times[range]) / 1e3});
        }
    }

  private:
    /// Count the time since the last change: the frame in service has left on the way.
    void Pass(uint64_t now)
    {
        if (now >= m_serviceEnd)
        {
            Count(std::max(m_serviceEnd, m_since));
            m_backlog -= m_serviceBytes;
            m_serviceBytes = 0;
        }
        Count(now);
    }

    void Count(uint64_t until)
    {
        const size_t range = GetRange(m_backlog);
        if (until > m_since)
        {
            m_times.resize(std::max(m_times.size(), range + 1));
            m_times[range] += until - m_since;
            m_since = until;
        }
    }

    void Changed(uint64_t, uint64_t after)
    {
        Pass(m_device->GetDomain().Now());
        m_backlog = after;
    }

    void Sent(const Frame& frame)
    {
        const uint64_t now = m_device->GetDomain().Now();
        Pass(now);
        m_backlog = m_device->GetBacklog();
        m_serviceBytes = frame.size;
        // The frame keeps the rate at which it begins.
        m_serviceEnd =
            now + WireTime::Of(frame.size + WIRE_OVERHEAD_BYTES,
                               WireTime::PerByteQ16(m_device->GetDataRate().GetBitRate()));
    }

    void Dropped(const Frame&, DropReason)
    {
        Pass(m_device->GetDomain().Now());
        m_backlog = m_device->GetBacklog(); // of a port that goes down, frame by frame
    }

    Ptr<FabricNetDevice> m_device;
    std::vector<uint64_t> m_times; ///< by range, ps
    uint64_t m_since;              ///< until when times are counted
    uint64_t m_backlog;            ///< since then, bytes
    uint64_t m_serviceBytes{0};    ///< of them, those of the frame in service
    uint64_t m_serviceEnd{0};      ///< when it and its gap are over, ps
};

QueueHistogram::QueueHistogram(const FabricContainer& fabric)
{
    const FabricTopology& topology = *fabric.GetTopology();
    const uint32_t vertices = topology.GetHostCount() + topology.GetSwitchCount();
    for (uint32_t vertex = 0; vertex < vertices; vertex++)
    {
        for (uint32_t i = 0; i < topology.GetAdjacencies(vertex).size(); i++)
        {
            m_ports.push_back(std::make_unique<Watched>(fabric.GetDevice(vertex, i)));
        }
    }
}

QueueHistogram::~QueueHistogram() = default;

void
QueueHistogram::List(uint64_t end, RunDetails& details)
{
    for (const auto& port : m_ports)
    {
        port->List(end, details);
    }
}

} // namespace aifabric
} // namespace ns3
