/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Values of attributes and components with parameters, drawn at random.
 */

#include "drawn-experiment.h"

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <set>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Most packets that one workload may be made of when all hosts talk to each other.
constexpr uint64_t PACKETS = 20000;

std::string
ToText(double value)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.6g", value);
    return text;
}

/// The least and the largest value that an attribute takes, as its checker tells.
std::pair<double, double>
GetRange(const TypeId::AttributeInformation& attribute)
{
    const std::string allowed = attribute.checker->GetUnderlyingTypeInformation();
    const std::string range = allowed.substr(allowed.rfind(' ') + 1);
    const size_t colon = range.find(':', 1);
    if (colon == std::string::npos)
    {
        return {0, std::numeric_limits<double>::max()};
    }
    return {std::strtod(range.c_str(), nullptr), std::strtod(range.c_str() + colon + 1, nullptr)};
}

} // namespace

std::string
DrawnExperiment::DrawTime()
{
    if (Chance(15))
    {
        return "0s";
    }
    return std::to_string(static_cast<uint64_t>(DrawLog(10, 5e6))) + "ns";
}

std::string
DrawnExperiment::DrawRate()
{
    const std::string rates[] =
        {"0bps", "1Gbps", "25Gbps", "100Gbps", "200Gbps", "400Gbps", "800Gbps"};
    return rates[Draw(std::size(rates))];
}

std::string
DrawnExperiment::DrawSize()
{
    const uint64_t most =
        std::clamp<uint64_t>(PACKETS * m_mtu / (uint64_t{m_hosts} * m_hosts), 1, 1 << 20);
    const uint64_t edges[] = {1, m_mtu - 1, m_mtu, m_mtu + 1, 2 * m_mtu, 2 * m_mtu + 1, m_hosts};
    const uint64_t size = Chance(40) ? edges[Draw(std::size(edges))]
                                     : static_cast<uint64_t>(DrawLog(1, static_cast<double>(most)));
    return std::to_string(std::min(size, most));
}

std::string
DrawnExperiment::DrawWhole(uint64_t low, uint64_t high, uint64_t usual)
{
    if (m_isFabric)
    {
        return std::to_string(low + Draw(9));
    }
    if (usual >= 1000)
    {
        // Bytes, most probably: the thresholds and buffers of few packets.
        usual = Chance(20) ? 2 * m_mtu + Draw(3 * m_mtu)
                           : static_cast<uint64_t>(static_cast<double>(usual) * DrawLog(0.01, 4));
        return std::to_string(std::clamp(usual, low, high));
    }
    switch (Draw(6))
    {
    case 0:
        return std::to_string(low);
    case 1:
        return std::to_string(high <= 1U << 24 ? high : usual);
    case 2:
        return std::to_string(std::clamp(usual / 2, low, high));
    case 3:
        return std::to_string(low + Draw(5));
    case 4:
        return std::to_string(low + Draw(m_hosts));
    default:
        return std::to_string(std::clamp(static_cast<uint64_t>(DrawLog(1, 2e6)), low, high));
    }
}

std::string
DrawnExperiment::DrawReal(double low, double high, double usual)
{
    switch (Draw(5))
    {
    case 0:
        return ToText(std::max(low, -1.0));
    case 1:
        return ToText(high < 1e6 ? high : usual);
    case 2:
        return ToText(std::clamp(usual * 2, low, high));
    case 3:
        return ToText(std::clamp(DrawLog(1e-5, 10), low, high));
    default:
        return ToText(std::clamp(static_cast<double>(Draw(1001)) / 1000, low, high));
    }
}

std::string
DrawnExperiment::DrawText(const std::string& help)
{
    // A text has its allowed values in its help: any word may be one.
    std::vector<std::string> words{""};
    for (const char c : help)
    {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '-')
        {
            words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        else if (!words.back().empty())
        {
            words.emplace_back();
        }
    }
    return words[Draw(words.size())];
}

std::string
DrawnExperiment::DrawNames()
{
    std::string names;
    for (uint64_t count = 1 + Draw(3); count > 0 && !m_names.empty(); count--)
    {
        names += (names.empty() ? "" : "/") + m_names[Draw(m_names.size())];
    }
    return names;
}

std::string
DrawnExperiment::DrawValue(const Attribute& attribute)
{
    const std::string type = GetValueType(attribute);
    const std::string usual = FormatAttribute(attribute, *attribute.initialValue);
    const auto [low, high] = GetRange(attribute);
    if (attribute.name == "Jobs" || attribute.name == "Rounds")
    {
        return std::to_string(1 + Draw(3));
    }
    if (attribute.name == "Tokens")
    {
        return std::to_string(1 + Draw(8)); // of some kilobytes each
    }
    if (type == "UintegerValue" || type == "IntegerValue")
    {
        const bool isSize = attribute.name == "Bytes";
        const uint64_t least = low > 0 ? static_cast<uint64_t>(low) : 0;
        const auto most = static_cast<uint64_t>(std::min(high, 1e15));
        double number = std::strtod(usual.c_str(), nullptr);
        for (const auto& [unit, factor] :
             {std::pair{"KB", 1e3}, {"MB", 1e6}, {"KiB", 1024.0}, {"MiB", 1048576.0}})
        {
            number *= usual.find(unit) != std::string::npos ? factor : 1;
        }
        return isSize
                   ? DrawSize()
                   : DrawWhole(least, most, static_cast<uint64_t>(std::clamp(number, 0.0, 1e15)));
    }
    if (type == "DoubleValue")
    {
        return DrawReal(low, high, std::strtod(usual.c_str(), nullptr));
    }
    if (type == "BooleanValue")
    {
        return Chance(50) ? "true" : "false";
    }
    if (type == "TimeValue")
    {
        return DrawTime();
    }
    if (type == "DataRateValue")
    {
        return DrawRate();
    }
    if (type == "StringValue")
    {
        // There is no file to name.
        const bool isFile = attribute.name == "File" || attribute.name == "Path";
        return attribute.name == "Names" ? DrawNames() : (isFile ? "" : DrawText(attribute.help));
    }
    return "";
}

std::string
DrawnExperiment::DrawComponent(const ComponentInfo& info, unsigned percent)
{
    std::string text = info.alias;
    for (const Attribute& attribute : ListTextAttributes(info.type))
    {
        // What is under way must be little, whatever the default is.
        const bool needed = (attribute.name == "Bytes" || attribute.name == "Tokens") &&
                            info.type.GetParent().GetName().find("Workload") != std::string::npos;
        // A period of one round is refused, and most are of one.
        const bool idle = attribute.name == "Period" && text.find("rounds=") == std::string::npos;
        if (needed || (Chance(percent) && (!idle || Chance(5))))
        {
            const std::string value = DrawValue(attribute);
            text += value.empty() ? ""
                                  : (text == info.alias ? ":" : ",") + ToKebabCase(attribute.name) +
                                        "=" + value;
        }
    }
    return text;
}

const ComponentInfo&
DrawnExperiment::DrawInfo(const std::vector<ComponentInfo>& all)
{
    while (true)
    {
        const ComponentInfo& info = all[Draw(all.size())];
        const auto rows = std::count_if(all.begin(), all.end(), [&info](const ComponentInfo& one) {
            return one.type == info.type;
        });
        if (Draw(static_cast<uint64_t>(rows)) == 0)
        {
            return info;
        }
    }
}

std::string
DrawnExperiment::DrawComponent(const ComponentFamily& family)
{
    const auto all = family.List();
    const auto& info = DrawInfo(all);
    const bool plain = Chance(40);
    return DrawComponent(info, &family == &families::Workloads() ? 60 : (plain ? 0 : 30));
}
