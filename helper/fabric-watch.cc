/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-watch.h"

#include "ns3/fabric-engine.h"
#include "ns3/frame-pool.h"

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
    return std::max(LEAST_PATIENCE, TIMEOUTS * timeout);
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

std::vector<uint32_t>
FabricWatch::ListWaiting() const
{
    std::vector<uint32_t> waiting;
    for (uint32_t port = 0; port < m_ports.size(); port++)
    {
        const uint8_t work = GetWork(port);
        if ((work & ~m_ports[port].device->GetPausedMask()) != 0)
        {
            return {};
        }
        if (work != 0)
        {
            waiting.push_back(port);
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
    const std::vector<uint32_t> waiting = ListWaiting();
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

std::vector<uint32_t>
FabricWatch::ListCauses(uint32_t port) const
{
    // The peer keeps a port paused because of frames that came from it and cannot leave.
    const uint8_t work = GetWork(port);
    const PortId& ingress = m_ports[GetPeer(port)].id;
    std::vector<uint32_t> causes;
    for (uint32_t egress = m_first[ingress.vertex]; egress < m_first[ingress.vertex + 1]; egress++)
    {
        bool isCause = false;
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            const Frame* frame = m_ports[egress].device->GetQueues().GetQueue(c).head;
            for (; ((work >> c) & 1) && frame && !isCause; frame = frame->next)
            {
                isCause = frame->ingress == ingress.port;
            }
        }
        if (isCause)
        {
            causes.push_back(egress);
        }
    }
    return causes;
}

void
FabricWatch::Report(const std::vector<uint32_t>& waiting, uint64_t now)
{
    // Depth first: a port that is met again on the way to it closes a cycle.
    std::set<uint32_t> done;
    std::vector<uint32_t> way;
    bool isCycle = false;
    for (size_t i = 0; i < waiting.size() && !isCycle; i++)
    {
        std::vector<std::vector<uint32_t>> open{{waiting[i]}};
        way.clear();
        while (!open.empty() && !isCycle)
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
            const uint32_t port = open.back().back();
            open.back().pop_back();
            const auto before = std::find(way.begin(), way.end(), port);
            if (before != way.end())
            {
                way.erase(way.begin(), before);
                isCycle = true;
            }
            else if (done.insert(port).second)
            {
                way.push_back(port);
                open.push_back(ListCauses(port));
            }
        }
    }
    m_reportTime = now;
    if (!isCycle)
    {
        way.assign(1, waiting.front());
        way.push_back(GetPeer(waiting.front()));
    }
    m_subject = GetPortName(way.front());
    m_report = (isCycle ? "deadlock: " : "stalled: ") + m_subject;
    for (size_t i = 1; i < way.size(); i++)
    {
        m_report += " waits for " + GetPortName(way[i]);
    }
    m_report += isCycle ? " waits for " + m_subject : ", which keeps it paused for no reason";
    if (m_callback)
    {
        m_callback(m_report);
    }
}

} // namespace aifabric
} // namespace ns3
