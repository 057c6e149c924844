/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "storage-workload.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/component-registry.h"
#include "ns3/config-error.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-numbers.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(StorageWorkload);

TypeId
StorageWorkload::AddNodes(TypeId tid)
{
    return tid
        .AddAttribute("Nodes",
                      "Storage nodes, the last ones of the hosts, at least 1",
                      UintegerValue(8),
                      MakeUintegerAccessor(&StorageWorkload::m_nodes),
                      MakeUintegerChecker<uint32_t>(1))
        .AddAttribute("Copies",
                      "Copies of each piece on as many nodes: one is read, all are written",
                      UintegerValue(1),
                      MakeUintegerAccessor(&StorageWorkload::m_copies),
                      MakeUintegerChecker<uint32_t>(1))
        .AddAttribute("Choice",
                      "Which copy of a piece is read. Random = it is drawn; RoundRobin = one "
                      "after the other; Least = that on the node of which the host has asked "
                      "fewest of its last Window x Accelerators pieces. What nodes have to do "
                      "otherwise is not known to it",
                      EnumValue(StorageTasks::RANDOM),
                      MakeEnumAccess<StorageTasks::Choice>(&StorageWorkload::m_choice),
                      MakeEnumChecker(StorageTasks::RANDOM,
                                      "Random",
                                      StorageTasks::ROUND_ROBIN,
                                      "RoundRobin",
                                      StorageTasks::LEAST,
                                      "Least"))
        .AddAttribute("Code",
                      "Erasure code in place of copies, as 4/2: a piece is cut into 4 parts, "
                      "to which 2 are added, each on a node of its own; the 4 are read, all 6 "
                      "are written",
                      StringValue(""),
                      MakeStringAccessor(&StorageWorkload::m_code),
                      MakeStringChecker())
        .AddAttribute("Media",
                      "Rate of the media of a node, reads and writes together; 0 = unlimited",
                      DataRateValue(DataRate("320Gbps")),
                      MakeDataRateAccessor(&StorageWorkload::m_media),
                      MakeDataRateChecker())
        .AddAttribute("Seek",
                      "Time that a thread of a node takes before it reads a piece, at most 1 s",
                      TimeValue(MicroSeconds(100)),
                      MakeTimeAccessor(&StorageWorkload::m_seek),
                      MakeTimeChecker(Time(0), Seconds(1)))
        .AddAttribute("Threads",
                      "Threads of a node, to which requests are dealt in turn, 1 to 4096",
                      UintegerValue(32),
                      MakeUintegerAccessor(&StorageWorkload::m_threads),
                      MakeUintegerChecker<uint32_t>(1, 4096));
}

TypeId
StorageWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddNodes(TypeId("ns3::aifabric::StorageWorkload")
                     .SetParent<Workload>()
                     .SetGroupName("AiFabric")
                     .AddConstructor<StorageWorkload>())
            .AddAttribute("Profile",
                          "What is read: unet3d-a100, unet3d-h100, resnet50-a100, resnet50-h100, "
                          "cosmoflow-a100, cosmoflow-h100",
                          StringValue("unet3d-h100"),
                          MakeStringAccessor(&StorageWorkload::m_profile),
                          MakeStringChecker())
            .AddAttribute("Spread",
                          "Whether the sizes of batches are drawn, with the deviation of Profile",
                          BooleanValue(true),
                          MakeBooleanAccessor(&StorageWorkload::m_spread),
                          MakeBooleanChecker())
            .AddAttribute("Mode",
                          "Read = batches for training; Checkpoint = all hosts write at once; "
                          "Mixed = a checkpoint while batches are read, after half of the steps",
                          EnumValue(READ),
                          MakeEnumAccess<Mode>(&StorageWorkload::m_mode),
                          MakeEnumChecker(READ, "Read", CHECKPOINT, "Checkpoint", MIXED, "Mixed"))
            .AddAttribute("Accelerators",
                          "Accelerators of a host, each with a loader of its own, 1 to 1024",
                          UintegerValue(8),
                          MakeUintegerAccessor(&StorageWorkload::m_accelerators),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddAttribute("ReadSize",
                          "Bytes of a piece, at most 1 GiB",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&StorageWorkload::m_readSize),
                          MakeUintegerChecker<uint64_t>(1, 1 << 30))
            .AddAttribute("RequestBytes",
                          "Bytes of a request for a piece, and of the answer to a written one",
                          UintegerValue(256),
                          MakeUintegerAccessor(&StorageWorkload::m_requestBytes),
                          MakeUintegerChecker<uint64_t>(1, 1 << 20))
            .AddAttribute(
                "Window",
                "Pieces that a loader, or a host that writes, has outstanding, 1 to 65536",
                UintegerValue(8),
                MakeUintegerAccessor(&StorageWorkload::m_window),
                MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Prefetch",
                          "Batches that a loader has room for beside the one that is computed, 1 "
                          "to 1000",
                          UintegerValue(2),
                          MakeUintegerAccessor(&StorageWorkload::m_prefetch),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("Steps",
                          "Steps of each accelerator, 1 to 100000",
                          UintegerValue(20),
                          MakeUintegerAccessor(&StorageWorkload::m_steps),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute("CheckpointBytes",
                          "Bytes of a checkpoint, of all hosts together (Llama 3 8B: 105GB, 70B: "
                          "912GB, 405B: 5290GB)",
                          UintegerValue(105000000000),
                          MakeUintegerAccessor(&StorageWorkload::m_checkpointBytes),
                          MakeUintegerChecker<uint64_t>(1, uint64_t{1} << 50))
            .AddAttribute(
                "Scale",
                "Factor of the bytes of samples and checkpoints and of the time of steps, "
                "which leaves the share of computing as it is, above 0 and up to 1",
                DoubleValue(1),
                MakeDoubleAccessor(&StorageWorkload::m_scale),
                MakeDoubleChecker<double>(0, 1)),
        "training reads batches from storage nodes, and writes checkpoints there");
    return tid;
}

StorageWorkload::StorageWorkload() = default;
StorageWorkload::~StorageWorkload() = default;

const std::vector<StorageProfile>&
StorageWorkload::GetProfiles()
{
    // clang-format off
    static const std::vector<StorageProfile> profiles{
        {"unet3d-a100", 146600628, 68341808, 7, 0.636},
        {"unet3d-h100", 146600628, 68341808, 7, 0.323},
        {"resnet50-a100", 114660.07, 0, 400, 0.435},
        {"resnet50-h100", 114660.07, 0, 400, 0.224},
        {"cosmoflow-a100", 2828486, 71311, 1, 0.00551},
        {"cosmoflow-h100", 2828486, 71311, 1, 0.00350},
    };
    // clang-format on
    return profiles;
}

StorageProfile
StorageWorkload::GetProfile() const
{
    std::vector<std::string> names;
    for (const StorageProfile& profile : GetProfiles())
    {
        if (NormalizeName(profile.name) == NormalizeName(m_profile))
        {
            return profile;
        }
        names.push_back(profile.name);
    }
    throw ConfigError("Profile: unknown profile '" + m_profile + "'" +
                      SuggestName(m_profile, names));
}

std::pair<uint32_t, uint32_t>
StorageWorkload::GetCode() const
{
    if (m_code.empty())
    {
        return {0, 0};
    }
    const size_t slash = m_code.find('/');
    const std::string problem = "Code must be the number of parts of data and that of parity, such "
                                "as 4/2, not '" +
                                m_code + "'";
    if (slash == std::string::npos)
    {
        throw ConfigError(problem);
    }
    constexpr WholeRange PARTS{1, 255};
    try
    {
        const uint64_t data = ParseWhole(m_code.substr(0, slash), PARTS, "data");
        const uint64_t parity = ParseWhole(m_code.substr(slash + 1), PARTS, "parity");
        return {static_cast<uint32_t>(data), static_cast<uint32_t>(parity)};
    }
    catch (const ConfigError&)
    {
        throw ConfigError(problem);
    }
}

uint64_t
StorageWorkload::CountPieces(double bytes) const
{
    return static_cast<uint64_t>(std::ceil(bytes * m_scale / static_cast<double>(m_readSize)));
}

std::string
StorageWorkload::CheckConfig(uint32_t hosts) const
{
    if (m_nodes >= hosts)
    {
        return "Nodes must leave a host that reads: there are " + std::to_string(hosts) +
               " hosts, and " + std::to_string(m_nodes) + " are to be storage nodes";
    }
    if (m_copies > m_nodes)
    {
        return "Copies must be at most Nodes, " + std::to_string(m_nodes) + ", not " +
               std::to_string(m_copies);
    }
    if (m_scale <= 0)
    {
        return "Scale must be above 0";
    }
    try
    {
        const auto [data, parity] = GetCode();
        if (data > 0 && m_copies > 1)
        {
            return "Code takes the place of copies: Copies must be 1, not " +
                   std::to_string(m_copies);
        }
        if (data + parity > m_nodes)
        {
            return "Code must have at most as many parts as there are Nodes, " +
                   std::to_string(m_nodes) + ", not " + std::to_string(data + parity);
        }
        GetProfile();
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
    return "";
}

uint64_t
StorageWorkload::CountTasks(uint32_t hosts) const
{
    const uint64_t clients = hosts - std::min(hosts, m_nodes);
    try
    {
        const uint64_t data = GetCode().first;
        const uint64_t parts = data + GetCode().second;
        uint64_t tasks = 0;
        if (m_mode != CHECKPOINT)
        {
            const StorageProfile profile = GetProfile();
            tasks +=
                clients * m_accelerators * m_steps *
                ((data > 0 ? 5 * data + 1 : 5) * CountPieces(profile.sampleBytes * profile.batch) +
                 1);
        }
        if (m_mode != READ && clients > 0)
        {
            const double each =
                static_cast<double>(m_checkpointBytes) / static_cast<double>(clients);
            tasks += clients * CountPieces(each) *
                     (data > 0 ? 3 * parts + 1 : 2 * uint64_t{m_copies} + 1);
        }
        return tasks;
    }
    catch (const ConfigError&)
    {
        return 0; // it is refused anyway
    }
}

uint64_t
StorageWorkload::CountPairs(uint32_t hosts) const
{
    const uint64_t clients = hosts - std::min(hosts, m_nodes);
    return std::min(CountTasks(hosts), 2 * clients * m_nodes + uint64_t{m_nodes} * m_copies);
}

void
StorageWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const
{
    StorageTasks::Config config;
    config.clients = hosts - m_nodes;
    config.nodes = m_nodes;
    config.copies = m_copies;
    config.choice = m_choice;
    std::tie(config.data, config.parity) = GetCode();
    config.accelerators = m_accelerators;
    config.window = m_window;
    config.prefetch = m_prefetch;
    config.threads = m_threads;
    config.pieceBytes = m_readSize;
    config.requestBytes = m_requestBytes;
    config.seek = static_cast<uint64_t>(m_seek.GetPicoSeconds());
    config.mediaRate = m_media.GetBitRate();
    StorageTasks tasks(graph, config, random);
    const StorageProfile profile = GetProfile();
    if (m_mode != CHECKPOINT)
    {
        const auto step = static_cast<uint64_t>(profile.stepSeconds * m_scale * 1e12);
        // Of a batch, deviations of samples add up in squares.
        const double mean = profile.sampleBytes * profile.batch * m_scale;
        const double deviation = profile.deviation * std::sqrt(profile.batch) * m_scale;
        for (uint32_t i = 0; i < m_steps; i++)
        {
            tasks.AddStep({mean, m_spread ? deviation : 0, step});
        }
    }
    if (m_mode != READ)
    {
        const double each = static_cast<double>(m_checkpointBytes) * m_scale / config.clients;
        tasks.AddCheckpoint(static_cast<uint64_t>(std::max(1.0, each)),
                            m_mode == MIXED ? m_steps / 2 : 0);
    }
}

} // namespace aifabric
} // namespace ns3
