/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "per-port-admission.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PerPortAdmission);

namespace
{

/// Reserves of this size hold whatever comes.
constexpr uint64_t MOST_RESERVE = uint64_t{1} << 50;

} // namespace

TypeId
PerPortAdmission::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::PerPortAdmission")
                              .SetParent<BufferAdmission>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<PerPortAdmission>()
                              .AddAttribute("BufferPerPort",
                                            "Bytes of buffer behind every port",
                                            UintegerValue(800000),
                                            MakeUintegerAccessor(&PerPortAdmission::m_limit),
                                            MakeUintegerChecker<uint64_t>())
                              .AddAttribute("QueueReserve",
                                            "Bytes of every class queue that are admitted in any "
                                            "case, besides BufferPerPort",
                                            UintegerValue(0),
                                            MakeUintegerAccessor(&PerPortAdmission::m_reserve),
                                            MakeUintegerChecker<uint64_t>(0, MOST_RESERVE)),
                          "a private buffer behind every port");
    return tid;
}

PerPortAdmission::PerPortAdmission() = default;
PerPortAdmission::~PerPortAdmission() = default;

AdmissionVerdict
PerPortAdmission::DoAdmit(AdmissionRequest request)
{
    const bool hasRoom = request.egress.GetQueueBytes() + request.GetBytes() <= m_limit ||
                         request.GetQueueBytes() + request.GetBytes() <= m_reserve;
    return hasRoom ? AdmissionVerdict::Admit() : AdmissionVerdict::Trim();
}

uint64_t
PerPortAdmission::DoGetLargestQueue() const
{
    return std::max(m_limit, m_reserve);
}

uint64_t
PerPortAdmission::DoGetBufferPerPort(uint32_t) const
{
    return m_limit;
}

uint64_t
PerPortAdmission::DoGetTotal(uint32_t ports) const
{
    const uint64_t reserves = CLASS_COUNT * m_reserve;
    const uint64_t limit = m_limit > UINT64_MAX - reserves ? UINT64_MAX : m_limit + reserves;
    return limit > UINT64_MAX / std::max(ports, 1U) ? UINT64_MAX : limit * ports;
}

std::string
PerPortAdmission::CheckConfig()
{
    if (m_limit < GetLargestFrame())
    {
        return "buffer-per-port=" + std::to_string(m_limit) + " is smaller than a frame (" +
               std::to_string(GetLargestFrame()) + " bytes)";
    }
    return {};
}

} // namespace aifabric
} // namespace ns3
