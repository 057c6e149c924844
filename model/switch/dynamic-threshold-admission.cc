/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dynamic-threshold-admission.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(DynamicThresholdAdmission);

TypeId
DynamicThresholdAdmission::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::DynamicThresholdAdmission")
            .SetParent<BufferAdmission>()
            .SetGroupName("AiFabric")
            .AddConstructor<DynamicThresholdAdmission>()
            .AddAttribute("Buffer",
                          "Bytes of buffer that all ports share",
                          UintegerValue(32000000),
                          MakeUintegerAccessor(&DynamicThresholdAdmission::m_buffer),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("BufferPerPort",
                          "Bytes for each port of the buffer that all ports share, in place of "
                          "Buffer; 0 = as Buffer says",
                          UintegerValue(0),
                          MakeUintegerAccessor(&DynamicThresholdAdmission::m_bufferPerPort),
                          MakeUintegerChecker<uint64_t>(0, UINT32_MAX))
            .AddAttribute("Alpha",
                          "A class queue may grow to this multiple of the free space",
                          DoubleValue(8),
                          MakeDoubleAccessor(&DynamicThresholdAdmission::m_alpha),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("QueueReserve",
                          "Bytes of every class queue that are admitted in any case",
                          UintegerValue(0),
                          MakeUintegerAccessor(&DynamicThresholdAdmission::m_reserve),
                          MakeUintegerChecker<uint64_t>()),
        "a buffer that all ports share by dynamic thresholds");
    return tid;
}

DynamicThresholdAdmission::DynamicThresholdAdmission() = default;
DynamicThresholdAdmission::~DynamicThresholdAdmission() = default;

AdmissionVerdict
DynamicThresholdAdmission::DoAdmit(AdmissionRequest request)
{
    const uint64_t used = GetUsed();
    const uint64_t queue = request.GetQueueBytes();
    const bool hasRoom =
        queue + request.GetBytes() <= m_reserve ||
        static_cast<double>(queue) < m_alpha * static_cast<double>(GetTotal() - used);
    return hasRoom ? AdmissionVerdict::Admit() : AdmissionVerdict::Trim();
}

uint64_t
DynamicThresholdAdmission::DoGetLargestQueue() const
{
    // Alone in the buffer, a queue grows while it is below alpha times what it leaves free; the
    // frame that crosses this bound is admitted.
    const auto buffer = static_cast<double>(GetTotal());
    const double bound = buffer * m_alpha / (1 + m_alpha) + GetLargestFrame();
    return std::min(GetTotal(), std::max(m_reserve, static_cast<uint64_t>(bound)));
}

uint64_t
DynamicThresholdAdmission::DoGetBufferPerPort(uint32_t ports) const
{
    return ports ? GetTotal() / ports : GetTotal();
}

uint64_t
DynamicThresholdAdmission::DoGetTotal(uint32_t ports) const
{
    return m_bufferPerPort ? m_bufferPerPort * ports : m_buffer;
}

std::string
DynamicThresholdAdmission::CheckConfig()
{
    if (GetTotal() < GetLargestFrame())
    {
        return (m_bufferPerPort
                    ? "shared-per-port=" + std::to_string(m_bufferPerPort) + " makes a buffer of " +
                          std::to_string(GetTotal()) + " bytes, which"
                    : "shared-buffer=" + std::to_string(m_buffer)) +
               " is smaller than a frame (" + std::to_string(GetLargestFrame()) + " bytes)";
    }
    return m_alpha > 0 ? "" : "alpha must be positive";
}

} // namespace aifabric
} // namespace ns3
