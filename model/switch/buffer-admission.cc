/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "buffer-admission.h"

#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(BufferAdmission);

TypeId
BufferAdmission::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::BufferAdmission")
                            .SetParent<Object>()
                            .SetGroupName("AiFabric")
                            .AddAttribute("LargestFrame",
                                          "Bytes of the largest frame, which a buffer must hold",
                                          UintegerValue(wire::LARGEST_FRAME_BYTES),
                                          MakeUintegerAccessor(&BufferAdmission::m_largest),
                                          MakeUintegerChecker<uint32_t>(64))
                            .AddAttribute("Used",
                                          "Bytes charged at the moment",
                                          TypeId::ATTR_GET,
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&BufferAdmission::GetUsed),
                                          MakeUintegerChecker<uint64_t>());
    return tid;
}

BufferAdmission::BufferAdmission() = default;
BufferAdmission::~BufferAdmission() = default;

std::string
BufferAdmission::Start(uint32_t ports, const BufferView& view)
{
    m_ports = ports;
    m_view = view;
    m_total = DoGetTotal(ports);
    return CheckConfig();
}

std::string
BufferAdmission::CheckConfig()
{
    return {};
}

void
BufferAdmission::DoCharged(AdmissionRequest)
{
}

void
BufferAdmission::DoReleased(AdmissionRequest)
{
}

void
BufferAdmission::DoHeld(const Frame&)
{
}

void
BufferAdmission::DoGivenBack(const Frame&)
{
}

bool
BufferAdmission::DoHasSpace(const Frame&) const
{
    return true;
}

uint64_t
BufferAdmission::DoGetLosslessBuffer() const
{
    return m_total;
}

std::string
BufferAdmission::DoCheckBooks(const std::vector<AdmissionRequest>&) const
{
    return {};
}

uint64_t
BufferAdmission::DoGetLargestQueue() const
{
    return m_total;
}

} // namespace aifabric
} // namespace ns3
