/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "static-policy.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(StaticPolicy);

TypeId
StaticPolicy::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::StaticPolicy")
                              .SetParent<SharedMemoryAdmission>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<StaticPolicy>()
                              .AddAttribute("Limit",
                                            "Bytes of the pool that a class queue may have; "
                                            "auto = what each port of the domain gets if the "
                                            "pool is divided evenly",
                                            UintegerValue(AUTO),
                                            MakeUintegerAccessor(&StaticPolicy::m_limit),
                                            MakeUintegerChecker<uint64_t>()),
                          "a queue takes of the pool while it has less than a fixed limit");
    return tid;
}

StaticPolicy::StaticPolicy() = default;
StaticPolicy::~StaticPolicy() = default;

AdmissionVerdict
StaticPolicy::DoAdmit(AdmissionRequest request)
{
    const uint32_t limit = m_limits[request.egress.GetPort()];
    return Decide(request, [limit](const Share& share) {
        return share.queue < limit ? AdmissionVerdict::Admit() : AdmissionVerdict::Trim();
    });
}

std::string
StaticPolicy::CheckConfig()
{
    const std::string problem = SharedMemoryAdmission::CheckConfig();
    if (!problem.empty())
    {
        return problem;
    }
    m_limits.clear();
    for (uint32_t port = 0; port < GetPortCount(); port++)
    {
        const uint64_t even = std::max(1U, GetPoolCells() / CountPorts(GetDomainOf(port)));
        const uint64_t given =
            (std::min(m_limit, GetTotal()) + GetCellBytes() - 1) / GetCellBytes();
        m_limits.push_back(static_cast<uint32_t>(m_limit == AUTO ? even : given));
    }
    return m_limit == 0 ? "limit must be positive" : "";
}

double
StaticPolicy::DoGetLargestShare() const
{
    const uint32_t limit =
        m_limits.empty() ? 0 : *std::max_element(m_limits.begin(), m_limits.end());
    return std::min(1.0, static_cast<double>(limit) / GetPoolCells());
}

} // namespace aifabric
} // namespace ns3
