/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "go-back-n-loss-recovery.h"

#include "ns3/component-description.h"
#include "ns3/log.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("GoBackNLossRecovery");

NS_OBJECT_ENSURE_REGISTERED(GoBackNLossRecovery);

namespace
{

/// Accepts packets in order only.
class InOrderTracker : public PacketTracker
{
  public:
    PacketVerdict Receive(const Frame& frame, uint64_t sequence) override
    {
        PacketVerdict verdict;
        if (sequence == m_expected)
        {
            m_expected++;
            m_nakSent = false;
            verdict.accepted = true;
            verdict.sendAck = true;
            if (!m_trimmed.empty() && IsNextTrimmed(frame.sentAt))
            {
                m_nakSent = true;
                verdict.sendNak = true;
            }
        }
        else if (sequence < m_expected)
        {
            verdict.duplicate = true;
            verdict.sendAck = true;
            verdict.urgent = true;
        }
        else if (!m_nakSent)
        {
            m_nakSent = true;
            verdict.sendNak = true;
        }
        return verdict;
    }

    PacketVerdict Trimmed(const Frame& frame, uint64_t sequence) override
    {
        // The packet expected asks for a NAK in any case: an earlier one had it sent again. Others
        // may have overtaken what comes before them, and wait for it.
        PacketVerdict verdict;
        verdict.sendNak = sequence == m_expected;
        m_nakSent = m_nakSent || verdict.sendNak;
        if (sequence > m_expected)
        {
            m_trimmed[sequence] = frame.sentAt;
        }
        return verdict;
    }

    uint64_t GetExpected() const override
    {
        return m_expected;
    }

    bool IsPlain() const override
    {
        // What came trimmed is asked for when what comes before it is there.
        return !m_nakSent && m_trimmed.lower_bound(m_expected) == m_trimmed.end();
    }

    void Resume(uint64_t expected, uint64_t) override
    {
        m_trimmed.clear();
        m_expected = expected;
    }

  private:
    /// Whether the copy of the packet expected that follows one sent at a time was trimmed.
    bool IsNextTrimmed(uint64_t sentAt)
    {
        m_trimmed.erase(m_trimmed.begin(), m_trimmed.lower_bound(m_expected));
        const auto next = m_trimmed.begin();
        // An earlier copy says nothing: the sender went back since.
        return next != m_trimmed.end() && next->first == m_expected && next->second > sentAt;
    }

    uint64_t m_expected{0};
    bool m_nakSent{false};                  ///< one NAK per gap
    std::map<uint64_t, uint64_t> m_trimmed; ///< when packets above were sent that came trimmed, ps
};

} // namespace

TypeId
GoBackNLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::GoBackNLossRecovery")
            .SetParent<LossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<GoBackNLossRecovery>(),
        "in order only; NAK on a gap, rewind (RoCEv2 RC); cannot bear packet spraying");
    return tid;
}

GoBackNLossRecovery::GoBackNLossRecovery() = default;
GoBackNLossRecovery::~GoBackNLossRecovery() = default;

Ptr<LossRecovery>
GoBackNLossRecovery::DoCopy() const
{
    return {new GoBackNLossRecovery(*this), false};
}

bool
GoBackNLossRecovery::ToleratesReordering() const
{
    return false;
}

std::unique_ptr<PacketTracker>
GoBackNLossRecovery::MakeTracker(uint32_t) const
{
    return std::make_unique<InOrderTracker>();
}

bool
GoBackNLossRecovery::DoHasWork() const
{
    return m_next < GetLimit();
}

LossRecovery::NextPacket
GoBackNLossRecovery::DoNext()
{
    const NextPacket next{m_next, m_next < m_highest};
    m_next++;
    m_highest = std::max(m_highest, m_next);
    return next;
}

uint64_t
GoBackNLossRecovery::DoAcknowledged(const Frame& frame)
{
    const uint64_t expected = ToSequence(frame.psn, m_unacknowledged);
    const bool inFlight = GetInFlight() > 0;
    uint64_t newly = 0;
    if (expected > m_unacknowledged && expected <= m_highest)
    {
        newly = expected - m_unacknowledged;
        m_unacknowledged = expected;
        m_next = std::max(m_next, expected);
    }
    // A NAK that ACKs have overtaken asks for what has come since.
    if (frame.kind == FrameKind::NAK && expected == m_unacknowledged)
    {
        NS_LOG_LOGIC("goes back from " << m_next << " to " << expected << ", by a NAK");
        m_next = expected;
        if (inFlight)
        {
            FoundLoss(expected, LossCause::NAK);
        }
    }
    return newly;
}

void
GoBackNLossRecovery::DoTimedOut()
{
    NS_LOG_LOGIC("goes back from " << m_next << " to " << m_unacknowledged << ", by a timeout");
    m_next = m_unacknowledged;
    FoundLoss(m_unacknowledged, LossCause::TIMEOUT);
}

void
GoBackNLossRecovery::DoRewind(uint64_t sequence)
{
    if (sequence >= m_unacknowledged && sequence < m_next)
    {
        NS_LOG_LOGIC("goes back from " << m_next << " to " << sequence << ", by a request");
        m_next = sequence;
    }
}

uint64_t
GoBackNLossRecovery::DoGetUnacknowledged() const
{
    return m_unacknowledged;
}

uint64_t
GoBackNLossRecovery::DoGetInFlight() const
{
    return m_next - m_unacknowledged;
}

bool
GoBackNLossRecovery::DoIsPlain() const
{
    return m_unacknowledged == GetLimit() && m_next == GetLimit() && m_highest == GetLimit();
}

void
GoBackNLossRecovery::DoResume(uint64_t packets, uint64_t)
{
    m_next = packets;
    m_unacknowledged = packets;
    m_highest = packets;
}

} // namespace aifabric
} // namespace ns3
