/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "connection-matrix-workload.h"

#include "connection-matrix.h"
#include "file-lines.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <sstream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(ConnectionMatrixWorkload);

TypeId
ConnectionMatrixWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::ConnectionMatrixWorkload")
            .SetParent<FileWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<ConnectionMatrixWorkload>()
            .AddAttribute("StartUnit",
                          "Unit of the starts, such as 1us; 0: ps, and us for messages of a "
                          "connection (msg), as htsim takes them",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ConnectionMatrixWorkload::m_startUnit),
                          MakeTimeChecker(Time(0), Seconds(1)))
            .AddAttribute("Notice",
                          "Bytes of the message by which a host hears of a trigger that another "
                          "one fires; 0: such triggers are refused",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ConnectionMatrixWorkload::m_notice),
                          MakeUintegerChecker<uint64_t>(0, UINT32_MAX)),
        "connections of a file of htsim (.cm), with their triggers");
    return tid;
}

ConnectionMatrixWorkload::ConnectionMatrixWorkload() = default;
ConnectionMatrixWorkload::~ConnectionMatrixWorkload() = default;

bool
ConnectionMatrixWorkload::Recognises(const std::string& beginning) const
{
    std::istringstream text(beginning);
    bool hasCount = false;
    for (std::string line; std::getline(text, line);)
    {
        const auto words = SplitWords(line);
        if (words.empty() || words.front().front() == '#')
        {
            continue;
        }
        hasCount = hasCount || words.front() == "Connections";
        if (words.front() != "Nodes" && words.front() != "Connections" &&
            words.front() != "Triggers" && words.front() != "Failures")
        {
            break;
        }
    }
    return hasCount;
}

void
ConnectionMatrixWorkload::ReadTasks(FileTasks& tasks) const
{
    ConnectionMatrix::Config config;
    config.startUnit = static_cast<uint64_t>(m_startUnit.GetPicoSeconds());
    config.notice = m_notice;
    ConnectionMatrix matrix(tasks, config);
    ReadLines(GetPath(), [&](const std::string& text, uint32_t line) { matrix.Take(text, line); });
    matrix.Finish();
}

} // namespace aifabric
} // namespace ns3
