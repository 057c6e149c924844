/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-workload.h"

#include "csv-row.h"
#include "file-lines.h"
#include "trace-reader.h"

#include "ns3/component-description.h"
#include "ns3/integer.h"

#include <algorithm>
#include <sstream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(TraceWorkload);

TypeId
TraceWorkload::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::TraceWorkload")
                              .SetParent<FileWorkload>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<TraceWorkload>()
                              .AddAttribute("Job",
                                            "Number of the job whose rows are read; -1: all rows",
                                            IntegerValue(-1),
                                            MakeIntegerAccessor(&TraceWorkload::m_job),
                                            MakeIntegerChecker<int64_t>(-1, UINT32_MAX)),
                          "messages and computations of a CSV file, each after what it waits for");
    return tid;
}

TraceWorkload::TraceWorkload() = default;
TraceWorkload::~TraceWorkload() = default;

bool
TraceWorkload::Recognises(const std::string& beginning) const
{
    std::istringstream text(beginning);
    for (std::string line; std::getline(text, line);)
    {
        if (!line.empty() && line.back() == '\r')
        {
            line.pop_back();
        }
        if (line.empty() || line[0] == '#')
        {
            continue;
        }
        try
        {
            const auto names = SplitCsv(line);
            for (const std::string& name : names)
            {
                FindTraceName(TRACE_COLUMNS, name, "column");
            }
            return std::find(names.begin(), names.end(), "source") != names.end();
        }
        catch (const ConfigError&)
        {
            return false;
        }
    }
    return false;
}

void
TraceWorkload::ReadTasks(FileTasks& tasks) const
{
    TraceReader::Choice choice;
    if (m_job >= 0)
    {
        choice.job = static_cast<uint64_t>(m_job);
    }
    const MessageService service = GetService();
    if (service.priority != MessageService::AUTO)
    {
        choice.ownClass = service.priority;
    }
    TraceReader reader(tasks, choice);
    ReadLines(GetPath(), [&](const std::string& text, uint32_t line) { reader.Take(text, line); });
    reader.Finish();
}

} // namespace aifabric
} // namespace ns3
