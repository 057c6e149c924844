/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "code-loss-recovery.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(CodeLossRecovery);

namespace
{
/// Packets that are borne in any case, as those of SackLossRecovery.
constexpr uint64_t LEAST = 32;
/// PSNs tell 2^23 packets apart.
constexpr uint64_t MOST = 1U << 22;
/// Symbols of a byte make blocks of at most 255 packets.
constexpr uint32_t LARGEST_BLOCK = 255;
} // namespace

TypeId
CodeLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::CodeLossRecovery")
            .SetParent<LossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<CodeLossRecovery>()
            .AddAttribute("Data",
                          "Data packets of a block: any so many packets of it complete it",
                          UintegerValue(20),
                          MakeUintegerAccessor(&CodeLossRecovery::m_data),
                          MakeUintegerChecker<uint32_t>(1, LARGEST_BLOCK))
            .AddAttribute("Parity",
                          "Packets that follow the data packets of a block; in proportion, rounded "
                          "up, where it is shorter",
                          UintegerValue(1),
                          MakeUintegerAccessor(&CodeLossRecovery::m_parity),
                          MakeUintegerChecker<uint32_t>(0, LARGEST_BLOCK))
            .AddAttribute("Threshold",
                          "A packet is taken for lost when one this many packet numbers above it "
                          "is acknowledged; auto = the packets of a round trip, at least 32",
                          UintegerValue(AUTO),
                          MakeUintegerAccessor(&CodeLossRecovery::m_given),
                          MakeUintegerChecker<uint64_t>(1)),
        "erasure code of fixed overhead: any n of the n + k packets of a block complete it");
    return tid;
}

CodeLossRecovery::CodeLossRecovery() = default;
CodeLossRecovery::~CodeLossRecovery() = default;

bool
CodeLossRecovery::ToleratesReordering() const
{
    return true;
}

bool
CodeLossRecovery::IsRateless() const
{
    return true;
}

std::string
CodeLossRecovery::CheckConfig() const
{
    if (m_data + m_parity > LARGEST_BLOCK)
    {
        return "Data and Parity must be " + std::to_string(LARGEST_BLOCK) +
               " packets together at most";
    }
    return m_given <= MOST || m_given == AUTO
               ? ""
               : "Threshold must be between 1 and " + std::to_string(MOST) + " packets, or auto";
}

std::unique_ptr<PacketTracker>
CodeLossRecovery::MakeTracker(uint32_t mtu) const
{
    return std::make_unique<BlockTracker>(GetShape(), mtu);
}

LossRecovery::Tolerance
CodeLossRecovery::GetTolerance() const
{
    return {GetFirstThreshold(), m_threshold, m_given == AUTO};
}

uint64_t
CodeLossRecovery::GetFirstThreshold() const
{
    const uint64_t roundTrip = (m_baseRtt + m_packetTime - 1) / m_packetTime;
    return std::min(m_given == AUTO ? std::max(LEAST, roundTrip) : m_given, MOST);
}

void
CodeLossRecovery::DoStart(const RecoveryPlace& place)
{
    m_baseRtt = place.baseRtt;
    m_packetTime = std::max<uint64_t>(1, place.packetTime);
    m_threshold = GetFirstThreshold();
    m_tailEvent.Bind<&CodeLossRecovery::TailWaited>(this, place.node, place.part, EventKind::OTHER);
}

void
CodeLossRecovery::DoExtend(uint64_t packets)
{
    m_messages.push_back(packets);
    m_pending += packets;
}

void
CodeLossRecovery::DoResume(uint64_t packets, uint64_t messages)
{
    // A queue pair that has begun keeps this object: numbers of packets are its own.
    m_message = messages;
    m_finished = packets;
}

bool
CodeLossRecovery::DoHasWork() const
{
    return !m_queue.empty() || m_next < m_end || m_pending > 0;
}

const CodeLossRecovery::Block&
CodeLossRecovery::Find(uint64_t sequence) const
{
    const auto after =
        std::upper_bound(m_blocks.begin(),
                         m_blocks.end(),
                         sequence,
                         [](uint64_t number, const Block& block) { return number < block.first; });
    return *(after - 1);
}

CodeLossRecovery::Block&
CodeLossRecovery::Find(uint64_t sequence)
{
    return const_cast<Block&>(static_cast<const CodeLossRecovery*>(this)->Find(sequence));
}

void
CodeLossRecovery::Begin()
{
    const uint64_t left = m_messages.front() - m_sentData;
    const auto data = static_cast<uint32_t>(std::min<uint64_t>(m_data, left));
    const uint32_t size = GetShape().GetSize(data);
    m_blocks.push_back({m_end, m_begin, m_message, m_sentData, data, size});
    m_end += size;
    m_pending -= data;
    m_sentData += data;
    if (m_sentData == m_messages.front())
    {
        m_messages.pop_front();
        m_message++;
        m_sentData = 0;
        m_begin = m_end;
    }
}

LossRecovery::NextPacket
CodeLossRecovery::DoNext()
{
    if (!m_queue.empty())
    {
        const uint64_t sequence = *m_queue.begin();
        m_queue.erase(m_queue.begin());
        m_odd[sequence] = Fate::RESENT;
        m_flying++;
        m_resent.push_back({sequence, m_next, GetDomain().Now()});
        return {sequence, true, Find(sequence).message};
    }
    if (m_next == m_end)
    {
        Begin();
    }
    m_flying++;
    return {m_next++, false, m_blocks.back().message};
}

void
CodeLossRecovery::DoWriteHeader(Frame& frame, uint64_t sequence) const
{
    const Block& block = Find(sequence);
    const uint64_t mtu = frame.payload;
    const uint64_t index = std::min<uint64_t>(sequence - block.first, block.data);
    // A parity packet is as long as the first packet of its block.
    const uint64_t before = (block.offset + (index < block.data ? index : 0)) * mtu;
    frame.size += wire::RETH_BYTES - ((frame.payload + 3U) & ~3U);
    frame.payload = static_cast<uint16_t>(std::min(mtu, frame.dmaLength - before));
    frame.size += (frame.payload + 3U) & ~3U;
    frame.flags |= FRAME_FIRST;
    // The address in the RETH says as much.
    frame.sackPsn = static_cast<uint32_t>(block.begin) & PSN_MASK;
}

uint64_t
CodeLossRecovery::Settle(Block& block, uint64_t sequence)
{
    if (!m_settled.Add(sequence) || sequence >= m_next)
    {
        return 0;
    }
    const auto odd = m_odd.find(sequence);
    const Fate fate = odd == m_odd.end() ? Fate::RESENT : odd->second;
    if (odd != m_odd.end())
    {
        m_odd.erase(odd);
    }
    switch (fate)
    {
    case Fate::LOST:
        block.lost--;
        break;
    case Fate::QUEUED:
        m_queue.erase(sequence);
        break;
    case Fate::RESENT:
        m_flying--;
        break;
    }
    return 1;
}

uint64_t
CodeLossRecovery::Arrive(Block& block, uint64_t sequence)
{
    const uint64_t newly = Settle(block, sequence);
    block.arrived += static_cast<uint32_t>(newly);
    if (newly > 0 && block.IsComplete())
    {
        Finish(block);
    }
    return newly;
}

void
CodeLossRecovery::Finish(Block& block)
{
    for (uint64_t s = block.first; s < block.first + block.size; s++)
    {
        Settle(block, s);
    }
    block.arrived = block.data;
    m_next = block.first + block.size == m_end ? m_end : m_next;
}

void
CodeLossRecovery::Retire()
{
    while (!m_blocks.empty() && m_blocks.front().IsComplete())
    {
        m_finished += m_blocks.front().data;
        m_blocks.pop_front();
    }
}

uint64_t
CodeLossRecovery::DoAcknowledged(const Frame& frame)
{
    const uint64_t base = m_settled.GetBase();
    const uint64_t expected = ToSequence(frame.psn, base);
    if (expected > m_end)
    {
        return 0; // acknowledges what was never sent
    }
    const bool isNamed = frame.Has(FRAME_SACK);
    const uint64_t named = isNamed ? ToSequence(frame.sackPsn, base) : 0;
    uint64_t newly = 0;
    for (Block& block : m_blocks)
    {
        if (block.first >= expected)
        {
            break;
        }
        const uint64_t end = std::min(expected, block.first + block.size);
        for (uint64_t s = std::max(base, block.first); s < end; s++)
        {
            newly += Arrive(block, s);
        }
        if (end == block.first + block.size && !block.IsComplete())
        {
            Finish(block);
        }
    }
    m_highest = std::max(m_highest, std::min(expected, m_next));
    const bool isTrimmed = isNamed && frame.kind == FrameKind::NAK;
    if (isNamed && !isTrimmed && named < m_next)
    {
        // What is settled may be of a block that is gone.
        newly += m_settled.Contains(named) ? 0 : Arrive(Find(named), named);
        m_highest = std::max(m_highest, named + 1);
    }
    Retire();
    FindLosses();
    if (isTrimmed)
    {
        LoseTrimmed(named);
    }
    WatchTail();
    return newly;
}

uint64_t
CodeLossRecovery::DoGetUnacknowledged() const
{
    return m_finished;
}

uint64_t
CodeLossRecovery::DoGetInFlight() const
{
    return m_flying;
}

uint64_t
CodeLossRecovery::DoGetBacklog() const
{
    return m_queue.size() + m_end - m_next + m_pending + m_pending * m_parity / m_data;
}

} // namespace aifabric
} // namespace ns3
