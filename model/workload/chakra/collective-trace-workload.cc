/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-trace-workload.h"

#include "ns3/boolean.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(CollectiveTraceWorkload);

TypeId
CollectiveTraceWorkload::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::CollectiveTraceWorkload")
            .SetParent<FileWorkload>()
            .SetGroupName("AiFabric")
            .AddAttribute("AllReduce",
                          "Algorithm of all-reduces",
                          StringValue("ring"),
                          MakeStringAccessor(&CollectiveTraceWorkload::m_allReduce),
                          MakeStringChecker())
            .AddAttribute("AllGather",
                          "Algorithm of all-gathers",
                          StringValue("ring"),
                          MakeStringAccessor(&CollectiveTraceWorkload::m_allGather),
                          MakeStringChecker())
            .AddAttribute("ReduceScatter",
                          "Algorithm of reduce-scatters",
                          StringValue("ring"),
                          MakeStringAccessor(&CollectiveTraceWorkload::m_reduceScatter),
                          MakeStringChecker())
            .AddAttribute("AllToAll",
                          "Algorithm of all-to-alls",
                          StringValue("spread"),
                          MakeStringAccessor(&CollectiveTraceWorkload::m_allToAll),
                          MakeStringChecker())
            .AddAttribute("Chunk",
                          "Largest message of collectives in bytes; 0 for whole ones",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CollectiveTraceWorkload::m_chunk),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Channels",
                          "Parts of a collective that are carried out side by side, 1 to 64",
                          UintegerValue(1),
                          MakeUintegerAccessor(&CollectiveTraceWorkload::m_channels),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("AllowUnsupported",
                          "Whether to leave out the communication of what cannot be carried out, "
                          "instead of refusing the file",
                          BooleanValue(false),
                          MakeBooleanAccessor(&CollectiveTraceWorkload::m_allowUnsupported),
                          MakeBooleanChecker());
    return tid;
}

CollectiveTraceWorkload::CollectiveTraceWorkload() = default;
CollectiveTraceWorkload::~CollectiveTraceWorkload() = default;

std::shared_ptr<CollectiveLibrary>
CollectiveTraceWorkload::MakeLibrary() const
{
    auto library = std::make_shared<CollectiveLibrary>();
    const ParameterList common{{"chunk", std::to_string(m_chunk)},
                               {"channels", std::to_string(m_channels)}};
    const auto set = [&](const std::string& operation, const std::string& algorithm) {
        ParameterList parameters = common;
        if (!algorithm.empty())
        {
            parameters.emplace_back("algorithm", algorithm);
        }
        library->Set(operation, parameters);
    };
    set("all-reduce", m_allReduce);
    set("all-gather", m_allGather);
    set("reduce-scatter", m_reduceScatter);
    set("all-to-all", m_allToAll);
    for (const char* operation : {"broadcast", "reduce", "gather", "scatter"})
    {
        set(operation, "");
    }
    return library;
}

} // namespace aifabric
} // namespace ns3
