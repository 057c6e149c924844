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
#include "ns3/string.h"
#include "ns3/text-file.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PairsWorkload);

TypeId
PairsWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::PairsWorkload")
            .SetParent<Workload>()
            .SetGroupName("AiFabric")
            .AddConstructor<PairsWorkload>()
            .AddAttribute("Path",
                          "File with one message per line: sender, receiver and, if it is not that "
                          "of Bytes, payload (3 5 64KiB); # begins a comment",
                          StringValue(""),
                          MakeStringAccessor(&PairsWorkload::m_path),
                          MakeStringChecker())
            .AddAttribute("Bytes",
                          "Payload in bytes of messages whose lines do not say it",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&PairsWorkload::m_bytes),
                          MakeUintegerChecker<uint64_t>()),
        "the messages that a file lists, all at once");
    return tid;
}

PairsWorkload::PairsWorkload() = default;
PairsWorkload::~PairsWorkload() = default;

PairsWorkload::Message
PairsWorkload::ReadMessage(const std::string& text, uint32_t line) const
{
    std::istringstream stream(text.substr(0, text.find('#')));
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
    {
        words.push_back(word);
    }
    Message message{line, 0, 0, 0};
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
        return message;
    }
    if (words.size() == 1 || words.size() > 3)
    {
        throw ConfigError("a message has a sender, a receiver and, if it is not that of bytes=, a "
                          "payload: 3 5 64KiB");
    }
    const auto readHost = [](const std::string& word) {
        return static_cast<uint32_t>(
            ParseWhole(word, {0, UINT32_MAX - 1}, "the host '" + word + "'"));
    };
    message.src = readHost(words[0]);
    message.dst = readHost(words[1]);
    if (message.src == message.dst)
    {
        throw ConfigError("host " + words[0] + " cannot send to itself");
    }
    if (words.size() == 3)
    {
        message.bytes = ParseBytes(words[2]);
        const std::string problem = CheckBytes(message.bytes);
        if (!problem.empty())
        {
            throw ConfigError(problem);
        }
    }
    return message;
}

const std::vector<PairsWorkload::Message>&
PairsWorkload::GetMessages() const
{
    if (m_messages && m_read == m_path)
    {
        return *m_messages;
    }
    std::vector<Message> messages;
    uint32_t line = 0;
    for (const std::string& text : ReadTextLines(m_path))
    {
        line++;
        try
        {
            const Message message = ReadMessage(text, line);
            if (message.src != message.dst)
            {
                messages.push_back(message);
            }
        }
        catch (const ConfigError& error)
        {
            throw ConfigError(m_path + ", line " + std::to_string(line) + ": " + error.what());
        }
    }
    m_messages = std::make_unique<std::vector<Message>>(std::move(messages));
    m_read = m_path;
    return *m_messages;
}

std::string
PairsWorkload::CheckConfig(uint32_t hosts) const
{
    if (m_path.empty())
    {
        return "Path must name the file that lists the messages";
    }
    try
    {
        for (const Message& message : GetMessages())
        {
            const uint32_t host = std::max(message.src, message.dst);
            if (host >= hosts)
            {
                return m_path + ", line " + std::to_string(message.line) + ": there is no host " +
                       std::to_string(host) + ", hosts are 0 to " + std::to_string(hosts - 1);
            }
        }
        if (GetMessages().empty())
        {
            return m_path + " lists no message; a line has a sender and a receiver: 3 5";
        }
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
    return CheckBytes(m_bytes);
}

uint64_t
PairsWorkload::CountTasks(uint32_t) const
{
    return GetMessages().size();
}

uint64_t
PairsWorkload::CountPairs(uint32_t) const
{
    std::vector<std::pair<uint32_t, uint32_t>> pairs;
    for (const Message& message : GetMessages())
    {
        pairs.emplace_back(message.src, message.dst);
    }
    std::sort(pairs.begin(), pairs.end());
    return static_cast<uint64_t>(std::unique(pairs.begin(), pairs.end()) - pairs.begin());
}

void
PairsWorkload::DoBuild(TaskGraph& graph, uint32_t, FabricRandom&) const
{
    graph.AddCollective("pairs");
    for (const Message& message : GetMessages())
    {
        graph.AddMessage(message.src, message.dst, message.bytes ? message.bytes : m_bytes);
    }
}

} // namespace aifabric
} // namespace ns3
