/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chakra-workload.h"

#include "chakra-custom.h"
#include "chakra-paths.h"
#include "chakra-program.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/file-lines.h"
#include "ns3/string.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(ChakraWorkload);

TypeId
ChakraWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::ChakraWorkload")
            .SetParent<CollectiveTraceWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<ChakraWorkload>()
            .AddAttribute("Groups",
                          "JSON file of groups of ranks, by the names that nodes have for them: "
                          "{\"1\": [0, 1]}",
                          StringValue(""),
                          MakeStringAccessor(&ChakraWorkload::m_groups),
                          MakeStringChecker())
            .AddAttribute("AllReducePath",
                          "PREFIX of files PREFIX.RANK.et that are the algorithm of all-reduces",
                          StringValue(""),
                          MakeStringAccessor(&ChakraWorkload::m_allReduce),
                          MakeStringChecker())
            .AddAttribute("AllGatherPath",
                          "PREFIX of files PREFIX.RANK.et that are the algorithm of all-gathers",
                          StringValue(""),
                          MakeStringAccessor(&ChakraWorkload::m_allGather),
                          MakeStringChecker())
            .AddAttribute("ReduceScatterPath",
                          "PREFIX of files PREFIX.RANK.et that are the algorithm of "
                          "reduce-scatters",
                          StringValue(""),
                          MakeStringAccessor(&ChakraWorkload::m_reduceScatter),
                          MakeStringChecker())
            .AddAttribute("AllToAllPath",
                          "PREFIX of files PREFIX.RANK.et that are the algorithm of all-to-alls",
                          StringValue(""),
                          MakeStringAccessor(&ChakraWorkload::m_allToAll),
                          MakeStringChecker()),
        "Chakra execution traces: path is the PREFIX of files PREFIX.RANK.et");
    return tid;
}

ChakraWorkload::ChakraWorkload() = default;
ChakraWorkload::~ChakraWorkload() = default;

std::string
ChakraWorkload::RecogniseName(const std::string& file) const
{
    return FindChakraPrefix(file);
}

std::vector<std::pair<std::string, std::string>>
ChakraWorkload::ListCustom() const
{
    std::vector<std::pair<std::string, std::string>> list;
    for (const auto& [operation, prefix] : {std::make_pair("all-reduce", m_allReduce),
                                            std::make_pair("all-gather", m_allGather),
                                            std::make_pair("reduce-scatter", m_reduceScatter),
                                            std::make_pair("all-to-all", m_allToAll)})
    {
        if (!prefix.empty())
        {
            list.emplace_back(operation, prefix);
        }
    }
    return list;
}

std::vector<std::string>
ChakraWorkload::ListFiles() const
{
    std::vector<std::string> prefixes{GetPath()};
    for (const auto& custom : ListCustom())
    {
        prefixes.push_back(custom.second);
    }
    std::vector<std::string> files;
    for (const std::string& prefix : prefixes)
    {
        try
        {
            for (const std::string& path : FindChakraFiles(prefix))
            {
                files.push_back(path);
            }
        }
        catch (const ConfigError&)
        {
            files.push_back(prefix); // reading the trace says what is wrong
        }
    }
    if (!m_groups.empty())
    {
        files.push_back(m_groups);
    }
    return files;
}

std::string
ChakraWorkload::CheckFabric(uint32_t hosts) const
{
    return CheckRanks(static_cast<uint32_t>(FindChakraFiles(GetPath()).size()), hosts);
}

void
ChakraWorkload::ReadTasks(FileTasks& tasks) const
{
    const std::string problem = GetChakraProblem();
    if (!problem.empty())
    {
        throw ConfigError(problem);
    }
    const std::vector<std::string> paths = FindChakraFiles(GetPath());
    const auto ranks = static_cast<uint32_t>(paths.size());
    tasks.SetRanks(ranks);
    ChakraGroups groups(ranks);
    if (!m_groups.empty())
    {
        groups.ReadFile(m_groups);
    }
    TracedCollectives collectives(tasks, MakeLibrary());
    for (const auto& [operation, prefix] : ListCustom())
    {
        const auto algorithm = std::make_shared<const ChakraCustom>(prefix);
        collectives.SetSubstitute(operation,
                                  [algorithm](const auto& members, const auto& activity) {
                                      return ChakraCustom::MakePart(algorithm, members, activity);
                                  });
    }
    ChakraProgram program(tasks, collectives, groups, IsLenient());
    for (const std::string& path : paths)
    {
        HeedInterruption();
        program.AddRank(path, ReadChakraFile(path));
    }
    program.Finish();
    collectives.Finish();
}

} // namespace aifabric
} // namespace ns3
