/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-tracer.h"

#include "ns3/callback.h"
#include "ns3/fabric-net-device.h"
#include "ns3/roce-nic.h"
#include "ns3/wire-time.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace aifabric
{

/// Listens to a port.
class PathTracer::PortWatch
{
  public:
    /**
     * @param tracer who is told
     * @param device the port
     * @param place where it is
     * @param isHost whether that is a host
     */
    PortWatch(PathTracer& tracer, Ptr<FabricNetDevice> device, PathPort place, bool isHost)
        : m_tracer(tracer),
          m_device(PeekPointer(device)),
          m_place(place),
          m_isHost(isHost)
    {
        device->TraceConnectWithoutContext("FrameSent", MakeCallback(&PortWatch::Sent, this));
        device->TraceConnectWithoutContext("FrameReceived",
                                           MakeCallback(&PortWatch::Received, this));
        device->TraceConnectWithoutContext("Paused", MakeCallback(&PortWatch::Paused, this));
        device->AddLinkChangeCallback(MakeCallback(&PortWatch::LinkChanged, this));
    }

    /** @return what was paused when; of what was before Forget(), what held then. */
    const std::vector<SendLog::Mask>& GetMasks() const
    {
        return m_masks;
    }

    /**
     * Forget what was paused earlier.
     * @param before what held at this time, ps, is kept
     */
    void Forget(uint64_t before)
    {
        while (m_masks.size() > 1 && m_masks[1].time <= before)
        {
            m_masks.erase(m_masks.begin());
        }
    }

  private:
    uint64_t Now() const
    {
        return m_device->GetDomain().Now();
    }

    void Sent(const Frame& frame)
    {
        const uint64_t now = Now();
        const uint64_t perByte = WireTime::PerByteQ16(m_device->GetDataRate().GetBitRate());
        m_tracer.ForActive(now, now, [&](const PathStep&, MessageTrack& track) {
            track.Sent(frame, m_place, now, WireTime::Of(frame.size, perByte));
        });
        if (!m_isHost)
        {
            return;
        }
        // What is still being sent when a message starts holds it up.
        const uint64_t free = now + WireTime::Of(frame.size + WIRE_OVERHEAD_BYTES, perByte);
        m_tracer.ForActive(now, free, [&](const PathStep& step, MessageTrack& track) {
            if (step.GetSource() == m_place.vertex)
            {
                const bool isOwn = track.IsOwn(frame);
                const bool isAgain = isOwn && frame.Has(FRAME_RETRANSMIT);
                track.GetLog().Add(SendLog::Frame{now, free, m_place.port, isOwn, isAgain});
            }
            else if (step.isRead && step.task.host == m_place.vertex)
            {
                SendLog& log = track.GetRequests().GetLog();
                log.Add(SendLog::Frame{now, free, m_place.port, false, false});
            }
        });
    }

    void Received(const Frame& frame)
    {
        const uint64_t now = Now();
        m_tracer.ForActive(now, now, [&](const PathStep&, MessageTrack& track) {
            track.Received(frame, m_place.vertex, now);
        });
    }

    void Paused(uint8_t, uint8_t mask)
    {
        m_mask = mask;
        m_masks.push_back({Now(), m_mask, m_device->IsUp()});
    }

    void LinkChanged()
    {
        m_masks.push_back({Now(), m_mask, m_device->IsUp()});
    }

    PathTracer& m_tracer;
    FabricNetDevice* m_device;
    PathPort m_place;
    bool m_isHost;
    uint8_t m_mask{0};
    std::vector<SendLog::Mask> m_masks;
};

/// Listens to a NIC.
class PathTracer::NicWatch
{
  public:
    /**
     * @param tracer who is told
     * @param nic the NIC
     * @param host number of its host
     */
    NicWatch(PathTracer& tracer, Ptr<RoceNic> nic, uint32_t host)
        : m_tracer(tracer),
          m_nic(PeekPointer(nic)),
          m_host(host)
    {
        nic->TraceConnectWithoutContext("MessageSent", MakeCallback(&NicWatch::Sent, this));
        nic->TraceConnectWithoutContext("MessageReceived", MakeCallback(&NicWatch::Received, this));
        nic->TraceConnectWithoutContext("SendState", MakeCallback(&NicWatch::HeldUp, this));
        nic->TraceConnectWithoutContext("Timeout", MakeCallback(&NicWatch::TimedOut, this));
    }

  private:
    uint64_t Now() const
    {
        return m_nic->GetDomain().Now();
    }

    static bool IsOf(const PathStep& step, const MessageInfo& message)
    {
        return message.src == step.task.host && message.dst == step.task.peer &&
               message.client == step.client && message.tag == step.id;
    }

    void Sent(const MessageInfo& message)
    {
        m_tracer.ForActive(Now(), Now(), [&](const PathStep& step, MessageTrack& track) {
            if (IsOf(step, message))
            {
                track.Ended();
            }
        });
    }

    void Received(const MessageInfo& message)
    {
        m_tracer.ForActive(Now(), Now(), [&](const PathStep& step, MessageTrack& track) {
            if (IsOf(step, message))
            {
                track.Arrived();
            }
        });
    }

    void HeldUp(uint32_t pair, SendState state)
    {
        const uint64_t now = Now();
        m_tracer.ForActive(now, now, [&](const PathStep& step, MessageTrack& track) {
            if (step.GetSource() == m_host)
            {
                track.GetLog().Add(SendLog::State{now, pair, state});
            }
        });
    }

    void TimedOut(uint32_t, uint32_t pair, uint32_t, uint32_t)
    {
        const uint64_t now = Now();
        m_tracer.ForActive(now, now, [&](const PathStep& step, MessageTrack& track) {
            if (step.GetSource() == m_host)
            {
                track.GetLog().AddTimeout(now, pair);
            }
            else if (step.isRead && step.task.host == m_host)
            {
                track.GetRequests().TimedOut(now);
            }
        });
    }

    PathTracer& m_tracer;
    RoceNic* m_nic;
    uint32_t m_host;
};

PathTracer::PathTracer(const CriticalPath& path)
    : m_path(path)
{
}

PathTracer::~PathTracer() = default;

void
PathTracer::Connect(const FabricContainer& fabric)
{
    for (const auto& link : fabric.GetTopology()->GetLinks())
    {
        m_slack = std::max(m_slack, 2 * link.delay);
    }
    const uint32_t hosts = fabric.GetHosts().GetN();
    const uint32_t vertices = hosts + fabric.GetSwitches().GetN();
    for (uint32_t vertex = 0; vertex < vertices; vertex++)
    {
        const auto& links = fabric.GetTopology()->GetAdjacencies(vertex);
        for (uint32_t port = 0; port < links.size(); port++)
        {
            m_ports.push_back(std::make_unique<PortWatch>(*this,
                                                          fabric.GetDevice(vertex, port),
                                                          PathPort{vertex, port},
                                                          vertex < hosts));
            m_byPlace[{vertex, port}] = m_ports.back().get();
        }
    }
    for (uint32_t host = 0; host < hosts; host++)
    {
        m_nics.push_back(std::make_unique<NicWatch>(*this, fabric.GetNic(host), host));
    }
}

template <typename Action>
void
PathTracer::ForActive(uint64_t from, uint64_t to, const Action& action)
{
    Advance(from);
    for (size_t i = m_first; i < m_path.steps.size() && m_path.steps[i].begin <= to; i++)
    {
        const PathStep& step = m_path.steps[i];
        if (step.task.IsMessage() && step.end >= from)
        {
            auto& track = m_tracks[i];
            if (!track)
            {
                track = std::make_unique<MessageTrack>(step);
            }
            action(step, *track);
        }
    }
}

void
PathTracer::Advance(uint64_t now)
{
    const size_t before = m_first;
    while (m_first < m_path.steps.size() && m_path.steps[m_first].end < now &&
           now - m_path.steps[m_first].end > m_slack)
    {
        Close(m_first++);
    }
    if (m_first != before && m_first < m_path.steps.size())
    {
        for (const auto& port : m_ports)
        {
            port->Forget(m_path.steps[m_first].begin);
        }
    }
}

std::vector<SendLog::Mask>
PathTracer::GetMasks(const PathPort& port) const
{
    const auto found = m_byPlace.find({port.vertex, port.port});
    return found == m_byPlace.end() ? std::vector<SendLog::Mask>() : found->second->GetMasks();
}

void
PathTracer::Close(size_t number)
{
    const PathStep& step = m_path.steps[number];
    std::vector<TimeSlice> slices;
    if (!step.task.IsMessage())
    {
        const bool waits = step.kind == TaskGraph::ActivityKind::WAITING;
        slices.push_back({0,
                          waits ? TimePart::HELD : TimePart::COMPUTING,
                          step.task.host,
                          NOWHERE,
                          step.end - step.begin});
    }
    else if (step.isForeign)
    {
        slices.push_back({0, TimePart::HELD, step.task.host, NOWHERE, step.start - step.begin});
        slices.push_back({0, TimePart::TCP, step.task.host, NOWHERE, step.end - step.start});
    }
    else
    {
        const auto track = m_tracks.find(number);
        const auto pauses = [this](const PathPort& port) { return GetMasks(port); };
        slices = track == m_tracks.end() ? MessageTrack(step).Split(pauses)
                                         : track->second->Split(pauses);
        m_tracks.erase(number);
    }
    for (TimeSlice& slice : slices)
    {
        slice.step = number;
        if (slice.time > 0)
        {
            m_slices.push_back(slice);
        }
    }
}

std::vector<TimeSlice>
PathTracer::Finish()
{
    m_slack = 0;
    Advance(UINT64_MAX);
    const uint64_t from = m_path.steps.empty() ? m_path.to : m_path.steps.front().begin;
    if (from > m_path.from)
    {
        TimeSlice start;
        start.part = TimePart::START;
        start.time = from - m_path.from;
        m_slices.insert(m_slices.begin(), start);
    }
    return std::move(m_slices);
}

} // namespace aifabric
} // namespace ns3
