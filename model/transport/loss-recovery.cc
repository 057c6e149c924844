/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "loss-recovery.h"

#include "ns3/fabric-engine.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(LossRecovery);

TypeId
LossRecovery::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::LossRecovery")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddAttribute("TimeoutExponent",
                          "Retransmission timeout as 4.096 us x 2^t (local ACK timeout of an "
                          "InfiniBand queue pair); 0 = never, auto = the least t from 8 on "
                          "that leaves time for an idle round trip and a full buffer on the way",
                          UintegerValue(AUTO),
                          MakeUintegerAccessor(&LossRecovery::m_timeoutExponent),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("RetryCount",
                          "Timeouts in a row without progress after which the queue pair fails",
                          UintegerValue(7),
                          MakeUintegerAccessor(&LossRecovery::m_retryCount),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

LossRecovery::LossRecovery() = default;
LossRecovery::~LossRecovery() = default;

void
LossRecovery::Start(RecoveryListener* listener, const RecoveryPlace& place)
{
    m_listener = listener;
    m_domain = place.domain ? place.domain : &FabricEngine::Get().GetDomain();
    DoStart(place);
}

uint32_t
LossRecovery::GetFittingExponent(uint64_t wait)
{
    uint32_t exponent = 8;
    while (exponent < 31 && uint64_t{4096000} << exponent < wait)
    {
        exponent++;
    }
    return exponent;
}

void
LossRecovery::FitTimeout(uint64_t wait)
{
    m_fitting = GetFittingExponent(wait);
}

bool
LossRecovery::IsRateless() const
{
    return false;
}

bool
LossRecovery::KnowsLosses() const
{
    return false;
}

std::string
LossRecovery::CheckConfig() const
{
    return {};
}

void
LossRecovery::DoStart(const RecoveryPlace&)
{
}

void
LossRecovery::DoExtend(uint64_t)
{
}

LossRecovery::Tolerance
LossRecovery::GetTolerance() const
{
    return {};
}

void
LossRecovery::DoDropped(uint64_t, DropReason)
{
}

std::vector<IdleAttribute>
LossRecovery::DoListIdle(const PlaceOfUse&) const
{
    if (m_timeoutExponent > 0)
    {
        return {};
    }
    return {{"RetryCount", "with timeout-exponent=0 there are no timeouts to count"}};
}

} // namespace aifabric
} // namespace ns3
