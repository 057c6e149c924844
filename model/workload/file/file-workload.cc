/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "file-workload.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FileWorkload);

TypeId
FileWorkload::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::FileWorkload")
                            .SetParent<Workload>()
                            .SetGroupName("AiFabric")
                            .AddAttribute("Path",
                                          "File that is read",
                                          StringValue(""),
                                          MakeStringAccessor(&FileWorkload::m_path),
                                          MakeStringChecker());
    return tid;
}

FileWorkload::FileWorkload() = default;
FileWorkload::~FileWorkload() = default;

std::vector<std::string>
FileWorkload::ListFiles() const
{
    return {m_path};
}

bool
FileWorkload::Recognises(const std::string&) const
{
    return false;
}

std::string
FileWorkload::RecogniseName(const std::string&) const
{
    return "";
}

std::string
FileWorkload::GetKey() const
{
    if (m_attributes.empty())
    {
        for (const auto& attribute : ListTextAttributes(GetInstanceTypeId()))
        {
            m_attributes.push_back(attribute.name);
        }
    }
    std::string key;
    for (const std::string& name : m_attributes)
    {
        StringValue value;
        GetAttribute(name, value);
        key += name + "=" + value.Get() + "\n";
    }
    return key;
}

const FileTasks&
FileWorkload::GetTasks() const
{
    const std::string key = GetKey();
    if (m_tasks && m_key == key)
    {
        return *m_tasks;
    }
    m_tasks.reset();
    auto tasks = std::make_unique<FileTasks>(m_path);
    ReadTasks(*tasks);
    tasks->Finish();
    m_tasks = std::move(tasks);
    m_key = key;
    return *m_tasks;
}

std::string
FileWorkload::CheckRanks(uint32_t ranks, uint32_t hosts) const
{
    return ranks <= hosts ? ""
                          : m_path + " is for " + std::to_string(ranks) +
                                " hosts, and the fabric has " + std::to_string(hosts);
}

std::string
FileWorkload::CheckFabric(uint32_t) const
{
    return "";
}

std::string
FileWorkload::CheckConfig(uint32_t hosts) const
{
    if (m_path.empty())
    {
        return "Path must name the file that lists the messages";
    }
    try
    {
        const std::string problem = CheckFabric(hosts);
        if (!problem.empty())
        {
            return problem;
        }
        const FileTasks& tasks = GetTasks();
        if (tasks.CountTasks() == 0)
        {
            return m_path + " has nothing to do: it lists neither a message nor a computation";
        }
        return tasks.CheckHosts(hosts);
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
}

uint32_t
FileWorkload::CountRanks(uint32_t hosts) const
{
    return std::min(hosts, GetTasks().GetRanks());
}

uint64_t
FileWorkload::CountTasks(uint32_t) const
{
    return GetTasks().CountTasks();
}

uint64_t
FileWorkload::CountPairs(uint32_t) const
{
    return GetTasks().CountPairs();
}

uint64_t
FileWorkload::GetLargestMessage() const
{
    return GetTasks().GetLargestMessage();
}

void
FileWorkload::DoBuild(TaskGraph& graph, uint32_t, FabricRandom& random) const
{
    // The name that the results have for what the file gives none: that of the format.
    std::string name = GetInstanceTypeId().GetName();
    name = name.substr(name.rfind(':') + 1);
    const std::string suffix = "Workload";
    if (name.size() > suffix.size() &&
        name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0)
    {
        name.resize(name.size() - suffix.size());
    }
    GetTasks().Write(graph, ToKebabCase(name), random);
}

} // namespace aifabric
} // namespace ns3
