/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "loss-recovery.h"

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

void
LossRecovery::DoStart(const RecoveryPlace&)
{
}

std::string
LossRecovery::CheckConfig() const
{
    return {};
}

void
LossRecovery::DoExtend(uint64_t)
{
}

} // namespace aifabric
} // namespace ns3
