/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "credit-congestion-control.h"

#include "credit-pacer.h"

#include "ns3/double.h"
#include "ns3/fabric-domain.h"
#include "ns3/frame-pool.h"
#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("CreditCongestionControl");

NS_OBJECT_ENSURE_REGISTERED(CreditCongestionControl);

namespace
{
/// Round trips without credit after which a packet may leave all the same.
constexpr uint64_t PATIENCE = 16;
/// Doublings of that wait.
constexpr uint64_t MOST_FACTOR = 1024;
} // namespace

TypeId
CreditCongestionControl::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::CreditCongestionControl")
                            .SetParent<CongestionControl>()
                            .SetGroupName("AiFabric")
                            .AddAttribute("MaxWindow",
                                          "Largest and first window, and the most credit in hand, "
                                          "above 0 (bandwidth-delay products)",
                                          DoubleValue(1.5),
                                          MakeDoubleAccessor(&CreditCongestionControl::m_maxWindow),
                                          MakeDoubleChecker<double>())
                            .AddAttribute("Share",
                                          "Fraction of the line rate that a receiver grants where "
                                          "it grants credit, above 0, at most 1 (no unit)",
                                          DoubleValue(CreditPacer::SHARE),
                                          MakeDoubleAccessor(&CreditCongestionControl::m_share),
                                          MakeDoubleChecker<double>());
    return tid;
}

CreditCongestionControl::CreditCongestionControl() = default;
CreditCongestionControl::~CreditCongestionControl() = default;

CreditCongestionControl::CreditCongestionControl(const CreditCongestionControl& other)
    : CongestionControl(other),
      m_maxWindow(other.m_maxWindow),
      m_share(other.m_share)
{
}

std::string
CreditCongestionControl::CheckConfig() const
{
    return !(m_maxWindow > 0)               ? "MaxWindow must be above 0"
           : !(m_share > 0 && m_share <= 1) ? "Share must be above 0, at most 1"
                                            : "";
}

void
CreditCongestionControl::StartByCredit()
{
    const FlowPlace& place = GetPlace();
    const double product = place.lineRate * static_cast<double>(place.baseRtt) / 8e12;
    const double largest = std::max<double>(place.packet, m_maxWindow * product);
    Want(false, true);
    StartCredits(static_cast<uint64_t>(std::min(largest, 0x1p62)));
}

void
CreditCongestionControl::StartCredits(uint64_t largest)
{
    const FlowPlace& place = GetPlace();
    m_waitEvent.Bind<&CreditCongestionControl::WaitedLong>(this,
                                                           place.node,
                                                           place.part,
                                                           EventKind::RATE);
    m_largest = largest;
    m_credit = 0;
    m_granted = 0;
    m_asked = 0;
    m_speculative = static_cast<int64_t>(largest);
    m_isSpeculating = true;
    m_mayAsk = false;
    m_wait = PATIENCE * place.baseRtt;
    WantStamps(true);
}

uint64_t
CreditCongestionControl::ToWire(uint64_t payload) const
{
    const FlowPlace& place = GetPlace();
    return (payload + place.mtu - 1) / place.mtu * place.packet;
}

uint64_t
CreditCongestionControl::GetAskLimit() const
{
    return UINT64_MAX;
}

bool
CreditCongestionControl::CanSend() const
{
    return m_credit > 0 || GetSpeculativeCredit() > 0 || m_mayAsk ||
           (m_granted >= m_asked && GetBytesInFlight() == 0);
}

uint64_t
CreditCongestionControl::ComputeAsk() const
{
    const uint64_t need = std::min({ToWire(GetBacklog()), GetAskLimit(), m_largest});
    const int64_t open = static_cast<int64_t>(need) - m_credit - GetSpeculativeCredit();
    const int64_t least = m_isSpeculating ? GetPlace().packet : 0;
    const auto senders = static_cast<int64_t>(CountSenders());
    const auto ask = static_cast<uint64_t>(std::max(open / senders, least));
    return m_granted + (ask + QUANTUM - 1) / QUANTUM * QUANTUM;
}

void
CreditCongestionControl::DoStamp(Frame& data)
{
    const int64_t bytes = int64_t{data.size} + WIRE_OVERHEAD_BYTES;
    (m_credit <= 0 && GetSpeculativeCredit() > 0 ? m_speculative : m_credit) -= bytes;
    m_mayAsk = false;
    m_asked = std::max(m_asked, ComputeAsk());
    FramePool::Of(GetDomain()).GetExtra(data).credit = m_asked;
    Balance();
}

void
CreditCongestionControl::DoCredited(const Frame& credit)
{
    if (credit.extra && credit.extra->credit > m_granted)
    {
        const auto more = static_cast<int64_t>(credit.extra->credit - m_granted);
        m_granted = credit.extra->credit;
        m_credit = std::min(m_credit + more, static_cast<int64_t>(m_largest));
        m_wait = PATIENCE * GetPlace().baseRtt;
        NS_LOG_LOGIC("node " << GetPlace().node << " flow " << GetPlace().part << ": " << more
                             << " bytes more, " << m_credit << " in hand");
        Balance();
    }
}

void
CreditCongestionControl::Heard()
{
    m_isSpeculating = false;
    Balance();
}

void
CreditCongestionControl::Balance()
{
    const bool isBlocked = !CanSend();
    if (isBlocked && !m_waitEvent.IsPending())
    {
        GetDomain().Schedule(m_waitEvent, GetDomain().Now() + std::max<uint64_t>(1, m_wait));
    }
    else if (!isBlocked && m_waitEvent.IsPending())
    {
        GetDomain().Cancel(m_waitEvent);
    }
    SetBlocked(isBlocked);
}

void
CreditCongestionControl::WaitedLong()
{
    NS_LOG_INFO("node " << GetPlace().node << " flow " << GetPlace().part
                        << ": asks once more, as no credit has come");
    m_mayAsk = true;
    m_wait = std::min(2 * m_wait, MOST_FACTOR * PATIENCE * GetPlace().baseRtt);
    Balance();
}

} // namespace aifabric
} // namespace ns3
