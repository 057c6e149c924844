/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "per-port-admission.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PerPortAdmission);

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
                                            MakeUintegerChecker<uint64_t>()),
                          "a private buffer behind every port");
    return tid;
}

PerPortAdmission::PerPortAdmission() = default;
PerPortAdmission::~PerPortAdmission() = default;

AdmissionVerdict
PerPortAdmission::DoAdmit(AdmissionRequest request)
{
    return request.egress.GetQueueBytes() + request.GetBytes() <= m_limit
               ? AdmissionVerdict::Admit()
               : AdmissionVerdict::Trim();
}

uint64_t
PerPortAdmission::DoGetLargestQueue() const
{
    return m_limit;
}

uint64_t
PerPortAdmission::DoGetBufferPerPort(uint32_t) const
{
    return m_limit;
}

uint64_t
PerPortAdmission::DoGetTotal(uint32_t ports) const
{
    return m_limit > UINT64_MAX / std::max(ports, 1U) ? UINT64_MAX : m_limit * ports;
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
