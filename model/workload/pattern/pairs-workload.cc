/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pairs-workload.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-units.h"
#include "ns3/file-lines.h"
#include "ns3/uinteger.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PairsWorkload);

TypeId
PairsWorkload::GetTypeId()
{
    // Path: sender, receiver and, if it is not that of Bytes, payload.
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::PairsWorkload")
            .SetParent<FileWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<PairsWorkload>()
            .AddAttribute("Bytes",
                          "Payload in bytes of messages whose lines do not say it",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&PairsWorkload::m_bytes),
                          MakeUintegerChecker<uint64_t>()),
        "messages of a file, all at once; a line has sender, receiver and, if wanted, payload");
    return tid;
}

PairsWorkload::PairsWorkload() = default;
PairsWorkload::~PairsWorkload() = default;

void
PairsWorkload::ReadMessage(FileTasks& tasks, const std::string& text) const
{
    const std::vector<std::string> words = SplitWords(text, "#");
    for (const std::string& word : words)
    {
        if (word.size() > 40)
        {
            throw ConfigError("a word has " + std::to_string(word.size()) +
                              " characters: neither a host nor a payload is that long");
        }
    }
    if (words.empty())
    {
        return;
    }
    if (words.size() == 1 || words.size() > 3)
    {
        throw ConfigError("a message has a sender, a receiver and, if it is not that of bytes=, a "
                          "payload: 3 5 64KiB");
    }
    const auto readHost = [](const std::string& word) {
        return static_cast<uint32_t>(
            ParseWhole(word, {0, FileTasks::MOST_RANKS - 1}, "the host '" + word + "'"));
    };
    const uint32_t src = readHost(words[0]);
    const uint32_t dst = readHost(words[1]);
    const uint64_t bytes = words.size() == 3 ? ParseBytes(words[2]) : m_bytes;
    const std::string problem = CheckBytes(bytes);
    if (!problem.empty())
    {
        throw ConfigError(problem);
    }
    tasks.AddMessage(src, dst, bytes);
}

void
PairsWorkload::ReadTasks(FileTasks& tasks) const
{
    ReadLines(GetPath(), [&](const std::string& text, uint32_t line) {
        tasks.SetPlace(line);
        ReadMessage(tasks, text);
    });
    if (tasks.GetOperations().empty())
    {
        throw ConfigError(GetPath() + " lists no message; a line has a sender and a receiver: 3 5");
    }
}

} // namespace aifabric
} // namespace ns3
