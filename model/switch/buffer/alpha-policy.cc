/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "alpha-policy.h"

#include "ns3/config-error.h"
#include "ns3/double.h"
#include "ns3/fabric-numbers.h"
#include "ns3/string.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AlphaPolicy);

TypeId
AlphaPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::AlphaPolicy")
            .SetParent<SharedMemoryAdmission>()
            .SetGroupName("AiFabric")
            .AddAttribute("Alpha",
                          "Factor of the free space, of classes that ClassAlphas says nothing of "
                          "(number)",
                          DoubleValue(8),
                          MakeDoubleAccessor(&AlphaPolicy::m_alpha),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("ClassAlphas",
                          "Factors of classes 0 to 7, joined by / (numbers); empty = Alpha of all",
                          StringValue(""),
                          MakeStringAccessor(&AlphaPolicy::m_classAlphas),
                          MakeStringChecker());
    return tid;
}

AlphaPolicy::AlphaPolicy() = default;
AlphaPolicy::~AlphaPolicy() = default;

bool
AlphaPolicy::ReadAlphas()
{
    std::istringstream items(m_classAlphas);
    size_t count = 0;
    for (std::string item; std::getline(items, item, '/'); count++)
    {
        if (count == CLASS_COUNT)
        {
            return false;
        }
        try
        {
            m_alphas[count] = ParseNumber(item);
        }
        catch (const ConfigError&)
        {
            return false;
        }
    }
    return count == CLASS_COUNT &&
           std::all_of(m_alphas.begin(), m_alphas.end(), [](double a) { return a > 0; });
}

std::string
AlphaPolicy::CheckConfig()
{
    m_alphas.fill(m_alpha);
    if (!m_classAlphas.empty() && !ReadAlphas())
    {
        return "class-alphas=" + m_classAlphas +
               " are not 8 positive numbers of classes 0 to 7, joined by /";
    }
    if (!(m_alpha > 0))
    {
        return "alpha must be positive";
    }
    return SharedMemoryAdmission::CheckConfig();
}

double
AlphaPolicy::DoGetLargestShare() const
{
    const double alpha = *std::max_element(m_alphas.begin(), m_alphas.end());
    return alpha / (1 + alpha);
}

} // namespace aifabric
} // namespace ns3
