/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-attributes.h"

#include "ns3/fabric-units.h"
#include "ns3/pfc-watchdog.h"
#include "ns3/result-digest.h"

#include <algorithm>
#include <cstddef>

namespace ns3
{
namespace aifabric
{

namespace
{

/// @return the parts of a switch by name, its strategy aside
std::vector<std::pair<std::string, Ptr<const Object>>>
ListParts(const FabricSwitch& of)
{
    std::vector<std::pair<std::string, Ptr<const Object>>> parts{
        {"switch-object", Ptr<const Object>(&of)},
        {"admission", of.GetAdmission()},
        {"marker", of.GetMarker()},
        {"pfc", of.GetPfc()}};
    if (const auto watchdog = of.GetWatchdog())
    {
        parts.emplace_back("watchdog", watchdog);
    }
    for (const auto& stage : of.GetStages())
    {
        const std::string type = stage->GetInstanceTypeId().GetName();
        parts.emplace_back(ToKebabCase(type.substr(type.rfind(':') + 1)), stage);
    }
    return parts;
}

/// @return attributes of the parts of a switch
std::vector<PartAttributes>
Describe(const FabricSwitch& of, const std::string& suffix)
{
    std::vector<PartAttributes> list;
    for (const auto& [name, part] : ListParts(of))
    {
        list.emplace_back(name + suffix, ListNonDefaultAttributes(part));
    }
    return list;
}

/// Values of one attribute of all parts of a kind.
struct Values
{
    size_t count{0};     ///< parts that have a value other than the default
    std::string first;   ///< the value of the first of them
    bool isOne{true};    ///< whether all of them have that value
    ResultDigest digest; ///< over all of them, and which parts they are
};

/// Collects the attributes of the parts of one kind.
class Kind
{
  public:
    /// Take the attributes of the next part.
    void Add(const ParameterList& attributes)
    {
        for (const auto& [key, value] : attributes)
        {
            Values& values = m_values[key];
            values.first = values.count == 0 ? value : values.first;
            values.isOne = values.isOne && values.first == value;
            values.count++;
            values.digest.Add(m_count);
            values.digest.Add(value);
        }
        m_count++;
    }

    /// Write what the parts have.
    void Write(const std::string& kind, std::map<std::string, std::string>& list) const
    {
        for (const auto& [key, values] : m_values)
        {
            const bool isSame = values.isOne && values.count == m_count;
            list[kind + "." + key] = isSame ? values.first : "several: " + values.digest.Hex();
        }
    }

  private:
    size_t m_count{0}; ///< parts
    std::map<std::string, Values> m_values;
};

/// Describe the links by the first one, and by all if they differ.
void
AddLinks(const FabricContainer& fabric, bool isStruck, std::map<std::string, std::string>& list)
{
    const auto& links = fabric.GetTopology()->GetLinks();
    ResultDigest digest;
    bool isOne = true;
    uint64_t firstRate = 0;
    Time firstDelay;
    for (uint32_t i = 0; i < links.size(); i++)
    {
        const Ptr<FabricChannel> channel = fabric.GetChannel(i);
        const Time delay = channel->GetDelay();
        for (std::size_t end = 0; end < 2; end++)
        {
            const auto device = DynamicCast<FabricNetDevice>(channel->GetDevice(end));
            const uint64_t rate = isStruck ? links[i].rate : device->GetDataRate().GetBitRate();
            firstRate = firstRate == 0 ? rate : firstRate;
            firstDelay = i == 0 ? delay : firstDelay;
            isOne = isOne && rate == firstRate && delay == firstDelay;
            digest.Add(rate);
            digest.Add(delay.GetTimeStep());
        }
    }
    list["rate"] = FormatRate(DataRate(firstRate));
    list["delay"] = FormatDuration(firstDelay);
    if (!isOne)
    {
        list["links"] = "several: " + digest.Hex();
    }
}

/// @return attributes of a device but for its rate, which links tell
ParameterList
ListDevice(Ptr<const Object> device)
{
    ParameterList list = ListNonDefaultAttributes(device);
    list.erase(std::remove_if(list.begin(),
                              list.end(),
                              [](const auto& attribute) { return attribute.first == "data-rate"; }),
               list.end());
    return list;
}

} // namespace

std::vector<PartAttributes>
ListPartAttributes(const FabricContainer& fabric)
{
    std::vector<PartAttributes> list;
    const auto add = [&list](const std::string& name, Ptr<const Object> object) {
        if (object)
        {
            list.emplace_back(name, ListNonDefaultAttributes(object));
        }
    };
    add("nic", fabric.GetNic(0));
    add("host-lb", fabric.GetNic(0)->GetLoadBalancer());
    add("host-device", fabric.GetDevice(0, 0));
    if (fabric.GetSwitches().GetN() == 0)
    {
        return list;
    }
    add("switch-lb", fabric.GetSwitch(0)->GetLoadBalancer());
    const auto names = fabric.GetTopology()->ListTiers();
    if (names.empty()) // nothing but the crossbars of servers
    {
        return list;
    }
    const auto first = Describe(*fabric.GetTier(names.front()).front(), "");
    const bool isAlike = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
        return Describe(*fabric.GetTier(name).front(), "") == first;
    });
    if (isAlike)
    {
        list.insert(list.end(), first.begin(), first.end());
        return list;
    }
    for (const std::string& name : names)
    {
        const auto own = Describe(*fabric.GetTier(name).front(), "-of-" + name);
        list.insert(list.end(), own.begin(), own.end());
    }
    return list;
}

std::map<std::string, std::string>
ListFabricIdentity(const FabricContainer& fabric, bool isStruck)
{
    std::map<std::string, std::string> list;
    AddLinks(fabric, isStruck, list);
    std::map<std::string, Kind> kinds;
    const FabricTopology& topology = *fabric.GetTopology();
    const uint32_t hosts = topology.GetHostCount();
    for (uint32_t vertex = 0; vertex < hosts + topology.GetSwitchCount(); vertex++)
    {
        const bool isHost = vertex < hosts;
        for (uint32_t port = 0; port < topology.GetAdjacencies(vertex).size(); port++)
        {
            kinds[isHost ? "host-device" : "switch-device"].Add(
                ListDevice(fabric.GetDevice(vertex, port)));
        }
        if (isHost)
        {
            kinds["nic"].Add(ListNonDefaultAttributes(fabric.GetNic(vertex)));
            continue;
        }
        for (const auto& [name, part] : ListParts(*fabric.GetSwitch(vertex - hosts)))
        {
            kinds[name].Add(ListNonDefaultAttributes(part));
        }
    }
    for (const auto& [name, kind] : kinds)
    {
        kind.Write(name, list);
    }
    return list;
}

} // namespace aifabric
} // namespace ns3
