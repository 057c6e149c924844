/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "all-reduce-algorithm.h"

#include "ns3/object-factory.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AllReduceAlgorithm);

namespace
{

/** @return all algorithms by short name. */
std::map<std::string, TypeId>
Collect()
{
    static const std::string suffix = "AllReduceAlgorithm";
    std::map<std::string, TypeId> found;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); i++)
    {
        const TypeId tid = TypeId::GetRegistered(i);
        if (!tid.IsChildOf(AllReduceAlgorithm::GetTypeId()) || !tid.HasConstructor())
        {
            continue;
        }
        std::string name = tid.GetName().substr(tid.GetName().rfind(':') + 1);
        if (name.size() > suffix.size() &&
            name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0)
        {
            name.resize(name.size() - suffix.size());
        }
        std::string kebab;
        for (const char c : name)
        {
            if (std::isupper(static_cast<unsigned char>(c)) && !kebab.empty())
            {
                kebab += '-';
            }
            kebab += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        found.emplace(kebab, tid);
    }
    return found;
}

} // namespace

TypeId
AllReduceAlgorithm::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::AllReduceAlgorithm").SetParent<Object>().SetGroupName("AiFabric");
    return tid;
}

AllReduceAlgorithm::AllReduceAlgorithm() = default;

AllReduceAlgorithm::~AllReduceAlgorithm() = default;

Ptr<AllReduceAlgorithm>
AllReduceAlgorithm::Find(const std::string& name)
{
    const auto all = Collect();
    const auto found = all.find(name);
    if (found == all.end())
    {
        return nullptr;
    }
    ObjectFactory factory;
    factory.SetTypeId(found->second);
    return factory.Create<AllReduceAlgorithm>();
}

std::string
AllReduceAlgorithm::List()
{
    std::string list;
    for (const auto& [name, tid] : Collect())
    {
        list += (list.empty() ? "" : ", ") + name;
    }
    return list;
}

} // namespace aifabric
} // namespace ns3
