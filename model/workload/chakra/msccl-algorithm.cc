/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "msccl-algorithm.h"

#include "xml-document.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/file-lines.h"
#include "ns3/text-file.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace ns3
{
namespace aifabric
{

namespace
{

// clang-format off
constexpr std::array<MscclKind, 9> KINDS{{
    // name  receive send   source target reduction
    {"s",    false,  true,  true,  false, false},
    {"r",    true,   false, false, true,  false},
    {"rcs",  true,   true,  false, true,  false},
    {"rrs",  true,   true,  true,  false, true},
    {"rrc",  true,   false, true,  true,  true},
    {"rrcs", true,   true,  true,  true,  true},
    {"cpy",  false,  false, true,  true,  false},
    {"re",   false,  false, true,  true,  true},
    {"nop",  false,  false, false, false, false},
}};
// clang-format on

constexpr uint64_t MOST_GPUS = 65536;
constexpr uint64_t MOST_CHUNKS = 65536;

[[noreturn]] void
Refuse(uint32_t line, const std::string& problem)
{
    throw ConfigError(", line " + std::to_string(line) + ": " + problem);
}

/// Takes attributes of an element, and knows which it has not been asked for.
class Attributes
{
  public:
    Attributes(const XmlElement& element, const std::string& name)
        : m_element(element)
    {
        if (element.name != name)
        {
            Refuse(element.line, "<" + element.name + "> stands where <" + name + "> belongs");
        }
        for (const auto& [key, value] : element.attributes)
        {
            m_values[key] = value;
        }
    }

    std::string Text(const std::string& key)
    {
        const auto found = m_values.find(key);
        if (found == m_values.end())
        {
            Refuse(m_element.line, "<" + m_element.name + "> has no attribute " + key);
        }
        const std::string value = found->second;
        m_values.erase(found);
        return value;
    }

    uint64_t Whole(const std::string& key, const WholeRange& range)
    {
        const std::string text = Text(key);
        const auto value = ReadWhole(text, range);
        if (!value)
        {
            Refuse(m_element.line,
                   key + " must be a whole number from " + std::to_string(range.least) + " to " +
                       std::to_string(range.most) + ", not " + QuoteWord(text));
        }
        return *value;
    }

    /// A number that may be -1, for none.
    int32_t Index(const std::string& key, uint64_t most)
    {
        const auto found = m_values.find(key);
        if (found != m_values.end() && found->second == "-1")
        {
            m_values.erase(found);
            return -1;
        }
        return static_cast<int32_t>(Whole(key, {0, most}));
    }

    std::optional<uint64_t> Optional(const std::string& key)
    {
        return m_values.count(key) == 0 ? std::nullopt
                                        : std::optional<uint64_t>(Whole(key, WholeRange()));
    }

    /// Nothing more is asked for.
    void Finish() const
    {
        if (!m_values.empty())
        {
            Refuse(m_element.line,
                   "<" + m_element.name + "> has the unknown attribute " +
                       QuoteWord(m_values.begin()->first));
        }
    }

  private:
    const XmlElement& m_element;
    std::map<std::string, std::string> m_values;
};

MscclPlace
ReadPlace(Attributes& attributes, const XmlElement& element, const std::string& prefix)
{
    MscclPlace place;
    const std::string buffer = attributes.Text(prefix + "buf");
    if (buffer != "i" && buffer != "o" && buffer != "s")
    {
        Refuse(element.line, prefix + "buf must be i, o or s, not " + QuoteWord(buffer));
    }
    place.buffer = buffer[0];
    place.offset = attributes.Index(prefix + "off", MOST_CHUNKS);
    return place;
}

/// What a step says, in itself.
MscclStep
ReadStep(const XmlElement& element, size_t number)
{
    Attributes attributes(element, "step");
    MscclStep step;
    step.line = element.line;
    if (attributes.Whole("s", {0, UINT32_MAX}) != number)
    {
        Refuse(element.line, "steps are numbered from 0 on, and this is " + std::to_string(number));
    }
    const std::string type = attributes.Text("type");
    const auto kind = std::find_if(KINDS.begin(), KINDS.end(), [&type](const MscclKind& row) {
        return type == row.name;
    });
    if (kind == KINDS.end())
    {
        Refuse(element.line,
               "unknown type " + QuoteWord(type) +
                   "; types are s, r, rcs, rrs, rrc, rrcs, cpy, re, nop");
    }
    step.kind = &*kind;
    step.source = ReadPlace(attributes, element, "src");
    step.target = ReadPlace(attributes, element, "dst");
    const bool hasData = kind->isReceive || kind->hasSource;
    step.count = static_cast<uint32_t>(attributes.Whole("cnt", {hasData ? 1U : 0U, MOST_CHUNKS}));
    step.block = attributes.Index("depid", INT32_MAX);
    step.step = attributes.Index("deps", INT32_MAX);
    step.isAwaited = attributes.Whole("hasdep", {0, 1}) == 1;
    attributes.Finish();
    return step;
}

MscclBlock
ReadBlock(const XmlElement& element, size_t number, uint64_t channels, uint64_t gpus)
{
    Attributes attributes(element, "tb");
    MscclBlock block;
    block.line = element.line;
    if (attributes.Whole("id", {0, UINT32_MAX}) != number)
    {
        Refuse(element.line,
               "thread blocks are numbered from 0 on, and this is " + std::to_string(number));
    }
    block.sendsTo = attributes.Index("send", gpus - 1);
    block.receivesFrom = attributes.Index("recv", gpus - 1);
    block.channel = static_cast<uint32_t>(attributes.Whole("chan", {0, channels - 1}));
    attributes.Finish();
    for (const XmlElement& child : element.children)
    {
        block.steps.push_back(ReadStep(child, block.steps.size()));
    }
    return block;
}

/// Refuse chunks that a GPU does not have.
void
CheckPlace(const MscclGpu& gpu, const MscclStep& step, const MscclPlace& place)
{
    const uint32_t chunks = place.buffer == 'i'   ? gpu.input
                            : place.buffer == 'o' ? gpu.output
                                                  : gpu.scratch;
    if (place.offset < 0 || uint64_t{step.count} + place.offset > chunks)
    {
        Refuse(step.line,
               std::to_string(step.count) + " chunks from " + std::to_string(place.offset) +
                   " on are not in the buffer " + place.buffer + " of its GPU, which has " +
                   std::to_string(chunks));
    }
}

/// Refuse steps that name what there is not.
void
CheckSteps(const MscclGpu& gpu, size_t number)
{
    const MscclBlock& block = gpu.blocks[number];
    for (const MscclStep& step : block.steps)
    {
        if (step.kind->isSend && block.sendsTo < 0)
        {
            Refuse(step.line, "it sends, and its thread block has no send");
        }
        if (step.kind->isReceive && block.receivesFrom < 0)
        {
            Refuse(step.line, "it receives, and its thread block has no recv");
        }
        if (step.kind->hasSource)
        {
            CheckPlace(gpu, step, step.source);
        }
        if (step.kind->hasTarget)
        {
            CheckPlace(gpu, step, step.target);
        }
        if (step.block < 0 && step.step < 0)
        {
            continue;
        }
        const bool isThere = step.block >= 0 && step.step >= 0 &&
                             step.block < static_cast<int64_t>(gpu.blocks.size()) &&
                             step.step < static_cast<int64_t>(gpu.blocks[step.block].steps.size());
        if (!isThere)
        {
            Refuse(step.line,
                   "it waits for step " + std::to_string(step.step) + " of thread block " +
                       std::to_string(step.block) + ", which its GPU does not have");
        }
        if (step.block == static_cast<int64_t>(number))
        {
            Refuse(step.line, "it waits for a step of its own thread block");
        }
        const MscclStep& other = gpu.blocks[step.block].steps[step.step];
        if (!other.isAwaited)
        {
            Refuse(step.line,
                   "it waits for the step of line " + std::to_string(other.line) +
                       ", whose hasdep is 0");
        }
    }
}

/// Refuse thread blocks that would share a connection.
void
CheckBlocks(const MscclGpu& gpu, uint32_t self)
{
    std::set<std::pair<int32_t, uint32_t>> sends;
    std::set<std::pair<int32_t, uint32_t>> receives;
    for (const MscclBlock& block : gpu.blocks)
    {
        const auto check = [&](int32_t peer, auto& known, const std::string& what) {
            if (peer == static_cast<int64_t>(self))
            {
                Refuse(block.line, "GPU " + std::to_string(self) + what + " itself");
            }
            if (peer >= 0 && !known.emplace(peer, block.channel).second)
            {
                Refuse(block.line,
                       "another thread block" + what + " GPU " + std::to_string(peer) +
                           " on channel " + std::to_string(block.channel) + ", too");
            }
        };
        check(block.sendsTo, sends, " sends to");
        check(block.receivesFrom, receives, " receives from");
    }
}

MscclGpu
ReadGpu(const XmlElement& element, size_t number, uint64_t channels, uint64_t gpus)
{
    Attributes attributes(element, "gpu");
    if (attributes.Whole("id", {0, MOST_GPUS}) != number)
    {
        Refuse(element.line, "GPUs are numbered from 0 on, and this is " + std::to_string(number));
    }
    MscclGpu gpu;
    gpu.input = static_cast<uint32_t>(attributes.Whole("i_chunks", {0, MOST_CHUNKS}));
    gpu.output = static_cast<uint32_t>(attributes.Whole("o_chunks", {0, MOST_CHUNKS}));
    gpu.scratch = static_cast<uint32_t>(attributes.Whole("s_chunks", {0, MOST_CHUNKS}));
    attributes.Finish();
    for (const XmlElement& child : element.children)
    {
        gpu.blocks.push_back(ReadBlock(child, gpu.blocks.size(), channels, gpus));
    }
    for (size_t block = 0; block < gpu.blocks.size(); block++)
    {
        CheckSteps(gpu, block);
    }
    CheckBlocks(gpu, static_cast<uint32_t>(number));
    return gpu;
}

MscclAlgorithm
Read(const XmlElement& root)
{
    Attributes attributes(root, "algo");
    MscclAlgorithm algorithm;
    algorithm.name = attributes.Text("name");
    algorithm.operation = attributes.Text("coll");
    static const std::map<std::string, CollectiveProtocol> protocols{
        {"Simple", CollectiveProtocol::SIMPLE},
        {"LL", CollectiveProtocol::LL},
        {"LL128", CollectiveProtocol::LL128}};
    const std::string proto = attributes.Text("proto");
    const auto protocol = protocols.find(proto);
    if (protocol == protocols.end())
    {
        Refuse(root.line, "proto must be Simple, LL or LL128, not " + QuoteWord(proto));
    }
    algorithm.protocol = protocol->second;
    const uint64_t channels = attributes.Whole("nchannels", {1, MOST_CHUNKS});
    algorithm.chunks = static_cast<uint32_t>(attributes.Whole("nchunksperloop", {1, MOST_CHUNKS}));
    const uint64_t gpus = attributes.Whole("ngpus", {2, MOST_GPUS});
    algorithm.isInPlace = attributes.Whole("inplace", {0, 1}) == 1;
    attributes.Optional("outofplace"); // whether it may be used so, too
    algorithm.leastBytes = attributes.Optional("minBytes").value_or(0);
    const uint64_t most = attributes.Optional("maxBytes").value_or(0);
    algorithm.mostBytes = most == 0 ? UINT64_MAX : most;
    attributes.Finish();
    if (root.children.size() != gpus)
    {
        Refuse(root.line,
               "ngpus is " + std::to_string(gpus) + ", and there are " +
                   std::to_string(root.children.size()));
    }
    for (const XmlElement& child : root.children)
    {
        algorithm.gpus.push_back(ReadGpu(child, algorithm.gpus.size(), channels, gpus));
    }
    return algorithm;
}

} // namespace

MscclAlgorithm
ReadMsccl(const std::string& path)
{
    const std::string text = ReadTextFile(path);
    try
    {
        return Read(ParseXml(text));
    }
    catch (const ConfigError& error)
    {
        throw ConfigError(path + error.what());
    }
}

} // namespace aifabric
} // namespace ns3
