/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-watch.h"

#include "ns3/fabric-engine.h"
#include "ns3/frame-pool.h"
#include "ns3/pfc-watchdog.h"

#include <algorithm>
#include <iostream>
#include <set>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Timeouts without any movement after which a fabric is taken for stuck.
constexpr uint64_t TIMEOUTS = 10;
/// The least such time, ps.
constexpr uint64_t LEAST_PATIENCE = 1000000000;
/// Looks in that time.
constexpr uint64_t LOOKS = 8;
} // namespace

FabricWatch::FabricWatch(const FabricContainer& fabric)
    : m_callback([](const std::string& report) { std::cerr << "ai-fabric: " << report << "\n"; })
{
    m_names.m_topology = fabric.GetTopology();
    const FabricTopology& topology = *fabric.GetTopology();
    const uint32_t hosts = topology.GetHostCount();
    for (uint32_t vertex = 0; vertex < hosts + topology.GetSwitchCount(); vertex++)
    {
        m_first.push_back(static_cast<uint32_t>(m_ports.size()));
        const size_t count = topology.GetAdjacencies(vertex).size();
        for (uint16_t port = 0; port < count; port++)
        {
            m_ports.push_back({PeekPointer(fabric.GetDevice(vertex, port)), {vertex, port}});
        }
    }
    m_first.push_back(static_cast<uint32_t>(m_ports.size()));
    for (uint32_t host = 0; host < hosts; host++)
    {
        m_nics.push_back(PeekPointer(fabric.GetNic(host)));
    }
    for (uint32_t i = 0; i < topology.GetSwitchCount(); i++)
    {
        m_switches.push_back(PeekPointer(fabric.GetSwitch(i)));
    }
}

uint64_t
FabricWatch::GetPatience() const
{
    uint64_t timeout = 0;
    for (const RoceNic* nic : m_nics)
    {
        timeout = std::max(timeout, nic->GetTimes().GetLongestTimeout());
    }
    // A watchdog may still free what waits.
    uint64_t watchdog = 0;
    for (const FabricSwitch* one : m_switches)
    {
        const auto dog = one->GetWatchdog();
        watchdog = std::max(watchdog, dog ? dog->GetPatience() : 0);
    }
    return std::max(LEAST_PATIENCE, TIMEOUTS * timeout) + watchdog;
}

uint64_t
FabricWatch::GetInterval() const
{
    return GetPatience() / LOOKS;
}

uint64_t
FabricWatch::CountMoves() const
{
    // A frame that is lost moves too: it makes room.
    uint64_t moves = FramePool::GetLedger().GetDropped();
    for (const Port& port : m_ports)
    {
        moves += port.device->GetMovedFrames();
    }
    return moves;
}

uint8_t
FabricWatch::GetWork(uint32_t port) const
{
    const FabricPort& device = *m_ports[port].device;
    uint8_t work = 0;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        work |= static_cast<uint8_t>(device.GetQueues().GetQueue(c).head ? 1U << c : 0);
    }
    const uint32_t vertex = m_ports[port].id.vertex;
    if (vertex < m_nics.size())
    {
        work |= m_nics[vertex]->GetWaitingClasses(m_ports[port].id.port);
    }
    return work;
}

bool
FabricWatch::HasFramesUnderWay() const
{
    for (const auto& posted : FabricEngine::Get().ListPosted())
    {
        if (static_cast<const Frame*>(posted.object)->kind != FrameKind::PFC)
        {
            return true;
        }
    }
    // What strategies keep back they let go by a timer.
    return std::any_of(m_switches.begin(), m_switches.end(), [](const FabricSwitch* s) {
        return s->GetLoadBalancer()->GetHeld() > 0;
    });
}

bool
FabricWatch::HasQueuePair(bool (QueuePair::*condition)() const) const
{
    for (const RoceNic* nic : m_nics)
    {
        for (const auto& entry : nic->GetPairs().GetEntries())
        {
            if (entry.object && (entry.object->*condition)())
            {
                return true;
            }
        }
    }
    return false;
}

bool
FabricWatch::IsQuiet() const
{
    for (uint32_t port = 0; port < m_ports.size(); port++)
    {
        if (GetWork(port) != 0)
        {
            return false;
        }
    }
    return !HasFramesUnderWay();
}

bool
FabricWatch::IsIdle() const
{
    return !HasQueuePair(&QueuePair::IsWaitingForTimer) && IsQuiet();
}

std::vector<FabricWatch::Buffer>
FabricWatch::ListWaiting() const
{
    std::vector<Buffer> waiting;
    for (uint32_t port = 0; port < m_ports.size(); port++)
    {
        const uint8_t work = GetWork(port);
        if ((work & ~m_ports[port].device->GetPausedMask()) != 0)
        {
            return {};
        }
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            if ((work >> c) & 1)
            {
                waiting.push_back({port, c});
            }
        }
    }
    return waiting;
}

RunGuard::State
FabricWatch::Look(uint64_t now)
{
    const uint64_t moves = CountMoves();
    if (moves != m_moves)
    {
        m_moves = moves;
        m_movedAt = now;
        return State::ALIVE;
    }
    if (now - m_movedAt < GetPatience())
    {
        return State::ALIVE;
    }
    if (IsQuiet())
    {
        // Every retransmission timer has run out several times, and nothing came of it.
        return HasQueuePair(&QueuePair::IsPacing) ? State::ALIVE : State::IDLE;
    }
    const std::vector<Buffer> waiting = ListWaiting();
    if (waiting.empty() || HasFramesUnderWay())
    {
        return State::ALIVE;
    }
    if (m_report.empty())
    {
        Report(waiting, now);
    }
    return State::STUCK;
}

uint32_t
FabricWatch::GetPeer(uint32_t port) const
{
    const PortId& id = m_ports[port].id;
    const uint32_t vertex = m_names.GetTopology()->GetAdjacencies(id.vertex)[id.port].peer;
    return m_first[vertex] + m_ports[port].device->GetPeer()->GetPort();
}

std::string
FabricWatch::GetPortName(uint32_t port) const
{
    const PortId& id = m_ports[port].id;
    return m_names.GetName(id.vertex) + ":" + std::to_string(id.port);
}

std::vector<FabricWatch::Buffer>
FabricWatch::ListCauses(const Buffer& buffer) const
{
    // The peer keeps a class paused because of frames of it that came from here and cannot leave.
    const PortId& ingress = m_ports[GetPeer(buffer.port)].id;
    std::vector<Buffer> causes;
    for (uint32_t egress = m_first[ingress.vertex]; egress < m_first[ingress.vertex + 1]; egress++)
    {
        const FabricPort& device = *m_ports[egress].device;
        const Frame* frame = device.GetQueues().GetQueue(buffer.priority).head;
        while (frame && frame->ingress != ingress.port)
        {
            frame = frame->next;
        }
        if (frame)
        {
            causes.push_back({egress, buffer.priority});
        }
    }
    return causes;
}

std::vector<FabricWatch::Buffer>
FabricWatch::FindCycle(const std::vector<Buffer>& waiting) const
{
    // Depth first: a buffer that is met again on the way to it closes a cycle.
    std::set<Buffer> done;
    for (const Buffer& start : waiting)
    {
        std::vector<Buffer> way;
        std::vector<std::vector<Buffer>> open{{start}};
        while (!open.empty())
        {
            if (open.back().empty())
            {
                open.pop_back();
                if (!way.empty())
                {
                    way.pop_back();
                }
                continue;
            }
            const Buffer buffer = open.back().back();
            open.back().pop_back();
            const auto before = std::find(way.begin(), way.end(), buffer);
            if (before != way.end())
            {
                way.erase(way.begin(), before);
                return way;
            }
            if (done.insert(buffer).second)
            {
                way.push_back(buffer);
                open.push_back(ListCauses(buffer));
            }
        }
    }
    return {};
}

void
FabricWatch::Report(const std::vector<Buffer>& waiting, uint64_t now)
{
    m_reportTime = now;
    m_cycle = FindCycle(waiting);
    // Without a cycle somebody waits for nobody else: the chains of all others end there.
    const auto last = std::find_if(waiting.begin(), waiting.end(), [this](const Buffer& buffer) {
        return ListCauses(buffer).empty();
    });
    const Buffer first = !m_cycle.empty()        ? m_cycle.front()
                         : last != waiting.end() ? *last
                                                 : waiting.front();
    m_subject = GetPortName(first.port);
    m_report = (m_cycle.empty() ? "stalled: " : "deadlock: ") + m_subject;
    uint64_t bytes = 0;
    for (const Buffer& buffer : m_cycle)
    {
        m_report += buffer == first ? "" : " waits for " + GetPortName(buffer.port);
        bytes += m_ports[buffer.port].device->GetQueues().GetQueue(buffer.priority).bytes;
    }
    const std::string priority = "class " + std::to_string(first.priority);
    if (m_cycle.empty())
    {
        m_report += " waits for " + GetPortName(GetPeer(first.port)) +
                    ", which keeps it paused for no reason (" + priority + ")";
    }
    else
    {
        m_report += " waits for " + m_subject + " (" + priority + ", " +
                    std::to_string(m_cycle.size()) + " buffers with " + std::to_string(bytes) +
                    " bytes)";
    }
    if (m_callback)
    {
        m_callback(m_report);
    }
}

} // namespace aifabric
} // namespace ns3
