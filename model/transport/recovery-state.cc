/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recovery-state.h"

#include "loss-recovery.h"

#include "ns3/fabric-engine.h"

#include <typeinfo>

namespace ns3
{
namespace aifabric
{

RecoveryState::RecoveryState(const RecoveryState& other)
    : Object(other),
      IdleAttributes(other),
      m_variesTimeout(other.m_variesTimeout),
      m_retryCount(other.m_retryCount),
      m_timeoutExponent(other.m_timeoutExponent)
{
}

void
RecoveryState::Start(RecoveryListener* listener, const RecoveryPlace& place)
{
    m_listener = listener;
    m_domain = place.domain ? place.domain : &FabricEngine::Get().GetDomain();
    DoStart(place);
}

Ptr<LossRecovery>
RecoveryState::Copy() const
{
    Ptr<LossRecovery> copy = DoCopy();
    // A class derived from one that copies itself may have attributes of its own.
    const LossRecovery* made = PeekPointer(copy);
    return made && typeid(*made) == typeid(*this) ? copy : nullptr;
}

Ptr<LossRecovery>
RecoveryState::DoCopy() const
{
    return nullptr;
}

uint32_t
RecoveryState::GetFittingExponent(uint64_t wait)
{
    uint32_t exponent = 8;
    while (exponent < LARGEST_EXPONENT && uint64_t{4096000} << exponent < wait)
    {
        exponent++;
    }
    return exponent;
}

void
RecoveryState::FitTimeout(uint64_t wait)
{
    m_fitting = static_cast<uint8_t>(GetFittingExponent(wait));
    m_longestWait = wait;
}

uint64_t
RecoveryState::DoGetTimeout() const
{
    return GetCommonTimeout();
}

void
RecoveryState::DoWriteHeader(Frame&, uint64_t) const
{
}

uint64_t
RecoveryState::DoGetBacklog() const
{
    const uint64_t known = DoGetUnacknowledged() + DoGetInFlight();
    return m_limit > known ? m_limit - known : 0;
}

NetworkNeeds
RecoveryState::GetNeeds() const
{
    return {};
}

bool
RecoveryState::KeepsOrder() const
{
    return !ToleratesReordering();
}

bool
RecoveryState::AnswersEach() const
{
    return false;
}

bool
RecoveryState::IsRepeating() const
{
    return false;
}

bool
RecoveryState::IsRateless() const
{
    return false;
}

bool
RecoveryState::KnowsLosses() const
{
    return false;
}

RecoveryState::Tolerance
RecoveryState::GetTolerance() const
{
    return {};
}

void
RecoveryState::DoDropped(uint64_t, DropReason, LossCause)
{
}

bool
RecoveryState::DoIsPlain() const
{
    return false;
}

void
RecoveryState::DoResume(uint64_t, uint64_t)
{
}

std::vector<IdleAttribute>
RecoveryState::DoListIdle(const PlaceOfUse&) const
{
    if (m_timeoutExponent > 0)
    {
        return {};
    }
    return {{"RetryCount", "with timeout-exponent=0 there are no timeouts to count"}};
}

void
RecoveryState::DoRewind(uint64_t)
{
}

} // namespace aifabric
} // namespace ns3
