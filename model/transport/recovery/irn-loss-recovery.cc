/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "irn-loss-recovery.h"

#include "nack-reason.h"

#include "ns3/component-description.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("IrnLossRecovery");

NS_OBJECT_ENSURE_REGISTERED(IrnLossRecovery);

namespace
{
/// PSNs tell 2^23 packets apart.
constexpr uint64_t MOST = 1U << 22;
/// Timeouts of the paper, ps.
constexpr uint64_t PAPER_LOW = 100000000;
constexpr uint64_t PAPER_HIGH = 320000000;

/// The paper's numbers leave four idle round trips for the timeout of few packets; we ask for two.
constexpr uint64_t LEAST_ROUND_TRIPS = 2;

/**
 * @param given a time; negative: not given
 * @return ps
 */
uint64_t
Choose(Time given, uint64_t otherwise)
{
    return given.IsNegative() ? otherwise : static_cast<uint64_t>(given.GetTimeStep());
}
} // namespace

PacketVerdict
IrnTracker::Receive(const Frame&, uint64_t sequence)
{
    PacketVerdict verdict;
    const bool isAhead = sequence > m_received.GetBase();
    verdict.accepted = m_received.Add(sequence);
    verdict.duplicate = !verdict.accepted;
    verdict.sendAck = true;
    verdict.urgent = true; // the bound on packets in flight lives on an ACK for each
    verdict.sendNak = isAhead;
    verdict.namesPacket = isAhead;
    verdict.reason = isAhead ? NACK_ARRIVED : 0;
    return verdict;
}

PacketVerdict
IrnTracker::Trimmed(const Frame&, uint64_t sequence)
{
    // The packet expected is known to be lost; one ahead of it will be missed in its turn.
    PacketVerdict verdict;
    verdict.sendNak = sequence == m_received.GetBase();
    return verdict;
}

uint64_t
IrnTracker::GetExpected() const
{
    return m_received.GetBase();
}

uint64_t
IrnTracker::GetHeld() const
{
    return m_received.GetCount();
}

bool
IrnTracker::IsPlain() const
{
    return m_received.GetCount() == 0;
}

void
IrnTracker::Resume(uint64_t expected, uint64_t)
{
    m_received.Restart(expected);
}

TypeId
IrnLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::IrnLossRecovery")
            .SetParent<LossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<IrnLossRecovery>()
            .AddAttribute("Cap",
                          "Packets from the lowest one without an acknowledgement on that may be "
                          "sent; auto = those of an idle round trip at line rate",
                          UintegerValue(AUTO),
                          MakeUintegerAccessor(&IrnLossRecovery::m_givenCap),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("RtoLow",
                          "Timeout while fewer than RtoPackets are under way; negative: 100 us, or "
                          "two idle round trips if they take longer",
                          TimeValue(NanoSeconds(-1)),
                          MakeTimeAccessor(&IrnLossRecovery::m_givenLow),
                          MakeTimeChecker())
            .AddAttribute("RtoHigh",
                          "Timeout while RtoPackets or more are under way; negative: 320 us, or "
                          "an idle round trip and a full buffer if they take longer",
                          TimeValue(NanoSeconds(-1)),
                          MakeTimeAccessor(&IrnLossRecovery::m_givenHigh),
                          MakeTimeChecker())
            .AddAttribute("RtoPackets",
                          "Packets under way from which on the timeout is RtoHigh",
                          UintegerValue(3),
                          MakeUintegerAccessor(&IrnLossRecovery::m_few),
                          MakeUintegerChecker<uint32_t>()),
        "IRN: selective repeat, a NAK for each packet out of order, one round trip in flight");
    return tid;
}

IrnLossRecovery::IrnLossRecovery()
{
    VaryTimeout();
}

IrnLossRecovery::IrnLossRecovery(const IrnLossRecovery& other)
    : LossRecovery(other),
      InArena(other),
      m_givenCap(other.m_givenCap),
      m_givenLow(other.m_givenLow),
      m_givenHigh(other.m_givenHigh),
      m_few(other.m_few)
{
}

IrnLossRecovery::~IrnLossRecovery() = default;

Ptr<LossRecovery>
IrnLossRecovery::DoCopy() const
{
    return {new IrnLossRecovery(*this), false};
}

bool
IrnLossRecovery::ToleratesReordering() const
{
    return false;
}

bool
IrnLossRecovery::KeepsOrder() const
{
    return false;
}

bool
IrnLossRecovery::AnswersEach() const
{
    return true;
}

std::string
IrnLossRecovery::CheckConfig() const
{
    if (m_givenCap > MOST && m_givenCap != AUTO)
    {
        return "Cap must be between 1 and " + std::to_string(MOST) + " packets, or auto";
    }
    if (m_givenLow.IsZero() || m_givenHigh.IsZero())
    {
        return "RtoLow and RtoHigh must be positive, or negative for the default; no timeouts at "
               "all is TimeoutExponent=0";
    }
    if (m_givenLow.IsPositive() && m_givenHigh.IsPositive() && m_givenLow > m_givenHigh)
    {
        return "RtoLow must not be above RtoHigh";
    }
    return {};
}

std::vector<IdleAttribute>
IrnLossRecovery::DoListIdle(const PlaceOfUse& place) const
{
    std::vector<IdleAttribute> idle = RecoveryState::DoListIdle(place);
    if (m_timeoutExponent == 0)
    {
        for (const char* name : {"RtoLow", "RtoHigh", "RtoPackets"})
        {
            idle.push_back({name, "with timeout-exponent=0 there are no timeouts"});
        }
    }
    else if (!IsTimeoutChosen())
    {
        idle.push_back({"TimeoutExponent",
                        "irn has timeouts of its own, rto-low and rto-high; only "
                        "timeout-exponent=0, no timeouts, acts"});
    }
    return idle;
}

std::unique_ptr<PacketTracker>
IrnLossRecovery::MakeTracker(uint32_t) const
{
    return std::make_unique<IrnTracker>();
}

void
IrnLossRecovery::DoStart(const RecoveryPlace& place)
{
    const uint64_t packetTime = std::max<uint64_t>(1, place.packetTime);
    const uint64_t product = (place.baseRtt + packetTime - 1) / packetTime;
    m_cap = std::clamp<uint64_t>(m_givenCap == AUTO ? product : m_givenCap, 1, MOST);
    m_high = Choose(m_givenHigh, std::max(PAPER_HIGH, GetLongestWait()));
    m_low = Choose(m_givenLow,
                   std::min(m_high, std::max(PAPER_LOW, LEAST_ROUND_TRIPS * place.baseRtt)));
}

uint64_t
IrnLossRecovery::DoGetTimeout() const
{
    if (m_timeoutExponent == 0)
    {
        return 0;
    }
    const uint64_t span = GetSpan();
    return span > 0 && span < m_few ? m_low : m_high;
}

bool
IrnLossRecovery::DoHasWork() const
{
    return m_open > 0 || (m_next < GetLimit() && GetSpan() < m_cap);
}

LossRecovery::NextPacket
IrnLossRecovery::DoNext()
{
    while (m_open > 0)
    {
        const uint64_t sequence = m_lost.front();
        m_lost.pop_front();
        if (!m_acknowledged.Contains(sequence))
        {
            m_open--;
            return {sequence, true};
        }
    }
    return {m_next++, false};
}

uint64_t
IrnLossRecovery::DoAcknowledged(const Frame& frame)
{
    const uint64_t una = m_acknowledged.GetBase();
    const uint64_t expected = ToSequence(frame.psn, una);
    if (expected > m_next)
    {
        return 0; // acknowledges what was never sent
    }
    uint64_t newly = 0;
    const auto forget = [this](uint64_t sequence) {
        m_open -= std::binary_search(m_lost.begin(), m_lost.end(), sequence) ? 1 : 0;
    };
    if (expected > una)
    {
        for (uint64_t s = una; m_open > 0 && s < expected; s++)
        {
            if (!m_acknowledged.Contains(s))
            {
                forget(s);
            }
        }
        newly = m_acknowledged.Advance(expected);
        m_highest = std::max(m_highest, expected);
    }
    const bool isNamed = frame.Has(FRAME_SACK);
    const uint64_t named = isNamed ? ToSequence(frame.sackPsn, una) : 0;
    if (isNamed && named < m_next && !m_acknowledged.Contains(named))
    {
        forget(named);
        m_acknowledged.Add(named);
        m_highest = std::max(m_highest, named + 1);
        newly++;
    }
    if (m_recovering && m_acknowledged.GetBase() >= m_recoveryEnd)
    {
        // What is missing of later packets has been sent again already: it is not, a second time.
        m_recovering = m_highest > m_acknowledged.GetBase();
        m_recoveryEnd = m_next;
        NS_LOG_LOGIC("recovery " << (m_recovering ? "goes on" : "ends") << " at packet "
                                 << m_acknowledged.GetBase());
    }
    // A NAK that ACKs have overtaken tells of a hole only if there is one still.
    const bool isHole =
        frame.kind == FrameKind::NAK && m_acknowledged.GetBase() < m_next &&
        (isNamed ? m_highest > m_acknowledged.GetBase() : expected == m_acknowledged.GetBase());
    if (isHole && !m_recovering)
    {
        Enter();
        FindLosses(m_scanned + 1, LossCause::NAK);
    }
    if (m_recovering)
    {
        FindLosses(m_highest, LossCause::GAP);
    }
    return newly;
}

void
IrnLossRecovery::Enter()
{
    m_recovering = true;
    m_recoveryEnd = m_next;
    m_scanned = m_acknowledged.GetBase();
    m_lost.clear();
    m_open = 0;
    NS_LOG_LOGIC("recovery begins at packet " << m_scanned << ", and ends at " << m_recoveryEnd);
}

void
IrnLossRecovery::FindLosses(uint64_t end, LossCause cause)
{
    for (m_scanned = std::max(m_scanned, m_acknowledged.GetBase()); m_scanned < end; m_scanned++)
    {
        if (!m_acknowledged.Contains(m_scanned))
        {
            m_lost.push_back(m_scanned);
            m_open++;
            FoundLoss(m_scanned, cause);
        }
    }
}

void
IrnLossRecovery::DoTimedOut()
{
    // Packets that wait to be sent again are known to be lost.
    const GrowingRing<uint64_t> known = m_lost;
    Enter();
    for (; m_scanned < m_next; m_scanned++)
    {
        if (!m_acknowledged.Contains(m_scanned))
        {
            m_lost.push_back(m_scanned);
            m_open++;
            if (!std::binary_search(known.begin(), known.end(), m_scanned))
            {
                FoundLoss(m_scanned, LossCause::TIMEOUT);
            }
        }
    }
    NS_LOG_LOGIC("timeout: " << m_open << " packets will be sent again");
}

uint64_t
IrnLossRecovery::DoGetBacklog() const
{
    return GetLimit() - m_next + m_open;
}

uint64_t
IrnLossRecovery::DoGetUnacknowledged() const
{
    return m_acknowledged.GetBase();
}

uint64_t
IrnLossRecovery::DoGetInFlight() const
{
    return GetSpan() - m_acknowledged.GetCount() - m_open;
}

bool
IrnLossRecovery::DoIsPlain() const
{
    return m_acknowledged.GetBase() == GetLimit() && m_next == GetLimit() && !m_recovering;
}

void
IrnLossRecovery::DoResume(uint64_t packets, uint64_t)
{
    m_acknowledged.Restart(packets);
    m_next = packets;
    m_highest = packets;
    m_scanned = packets;
    m_lost.clear(); // what is left there was acknowledged
}

} // namespace aifabric
} // namespace ns3
