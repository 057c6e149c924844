/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "aicb-workload.h"

#include "aicb-program.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AicbWorkload);

TypeId
AicbWorkload::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::AicbWorkload")
                              .SetParent<CollectiveTraceWorkload>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<AicbWorkload>()
                              .AddAttribute("Ranks",
                                            "Number of ranks where no line of the file says whose "
                                            "rows follow; 0 where one does",
                                            UintegerValue(0),
                                            MakeUintegerAccessor(&AicbWorkload::m_ranks),
                                            MakeUintegerChecker<uint32_t>(0, 1 << 24)),
                          "workloads and logs of AICB (CSV): collectives, messages, computations");
    return tid;
}

AicbWorkload::AicbWorkload() = default;
AicbWorkload::~AicbWorkload() = default;

bool
AicbWorkload::Recognises(const std::string& beginning) const
{
    return beginning.find("comm_type,comm_group,") < beginning.find('\n', beginning.find('\n') + 1);
}

ParallelSizes
AicbWorkload::FindSizes(const AicbFile& file) const
{
    using Kind = ParallelGroups::Kind;
    const auto get = [&file](Kind kind) {
        const auto found = file.sizes.find(kind);
        return found == file.sizes.end() ? uint64_t{0} : uint64_t{found->second};
    };
    uint64_t ranks = 0;
    uint32_t last = 0;
    for (const AicbSection& section : file.sections)
    {
        ranks += section.ranks.size();
        for (const uint32_t rank : section.ranks)
        {
            last = std::max(last, rank);
        }
    }
    if (ranks != 0 && ranks != last + 1)
    {
        throw ConfigError(" has rows of " + std::to_string(ranks) + " ranks, and rank " +
                          std::to_string(last) + " is one: some are missing");
    }
    uint64_t tensor = get(Kind::TENSOR);
    uint64_t data = get(Kind::DATA);
    uint64_t pipeline = get(Kind::PIPELINE);
    pipeline = pipeline == 0 ? file.sections.size() : pipeline;
    if (ranks == 0)
    {
        ranks = m_ranks != 0 ? m_ranks : std::max<uint64_t>(1, tensor) * data * pipeline;
    }
    if (ranks < 2 || ranks > FileTasks::MOST_RANKS)
    {
        throw ConfigError(" does not say for how many ranks it is: Ranks must be at least 2");
    }
    if (data == 0)
    {
        tensor = std::max<uint64_t>(1, tensor);
        data = std::max<uint64_t>(1, ranks / pipeline / tensor);
    }
    tensor = tensor == 0 ? std::max<uint64_t>(1, ranks / pipeline / data) : tensor;
    if (tensor > ranks || data > ranks || pipeline > ranks || tensor * data > ranks ||
        tensor * data * pipeline != ranks)
    {
        throw ConfigError(": " + std::to_string(ranks) +
                          " ranks are not tp_group times dp_group "
                          "times pp_group, " +
                          std::to_string(tensor) + " x " + std::to_string(data) + " x " +
                          std::to_string(pipeline));
    }
    const uint64_t expert = std::max<uint64_t>(1, get(Kind::EXPERT));
    if (data % expert != 0)
    {
        throw ConfigError(": ep_group must divide dp_group, " + std::to_string(data) +
                          ", not have " + std::to_string(expert) + " ranks");
    }
    const ParallelSizes sizes{static_cast<uint32_t>(tensor),
                              static_cast<uint32_t>(data),
                              static_cast<uint32_t>(pipeline),
                              static_cast<uint32_t>(expert)};
    for (const auto& [kind, size] : file.sizes)
    {
        const uint32_t ours = ParallelGroups(sizes).GetSize(kind);
        if (ours != size)
        {
            throw ConfigError(" has a group with comm_group_size " + std::to_string(size) +
                              ", which with tp_group " + std::to_string(tensor) + ", dp_group " +
                              std::to_string(data) + ", pp_group " + std::to_string(pipeline) +
                              " and ep_group " + std::to_string(expert) + " is " +
                              std::to_string(ours));
        }
    }
    return sizes;
}

std::string
AicbWorkload::CheckFabric(uint32_t hosts) const
{
    const AicbFile file = ReadAicbFile(GetPath());
    try
    {
        return CheckRanks(ParallelGroups(FindSizes(file)).CountRanks(), hosts);
    }
    catch (const ConfigError& error)
    {
        throw ConfigError(GetPath() + error.what());
    }
}

void
AicbWorkload::ReadTasks(FileTasks& tasks) const
{
    const AicbFile file = ReadAicbFile(GetPath());
    ParallelSizes sizes;
    try
    {
        sizes = FindSizes(file);
    }
    catch (const ConfigError& error)
    {
        throw ConfigError(GetPath() + error.what());
    }
    const ParallelGroups groups(sizes);
    tasks.SetRanks(groups.CountRanks());
    TracedCollectives collectives(tasks, MakeLibrary());
    UnsupportedList unsupported;
    AicbProgram(tasks, collectives, groups, unsupported).Add(file);
    if (!IsLenient())
    {
        unsupported.Refuse("rows");
    }
    collectives.Finish();
}

} // namespace aifabric
} // namespace ns3
