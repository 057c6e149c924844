/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "msccl-proof.h"

#include "ns3/config-error.h"
#include "ns3/file-lines.h"

#include <algorithm>
#include <iterator>

namespace ns3
{
namespace aifabric
{

namespace
{

/// What ranks end with, by the name of the operation.
struct Promise
{
    bool isDivided;      ///< whether the number of chunks is a multiple of that of GPUs
    bool hasShortInput;  ///< whether the input is the n-th part of the output
    bool hasShortOutput; ///< whether the output is the n-th part of the input
};

const std::map<std::string, Promise>&
GetPromises()
{
    static const std::map<std::string, Promise> promises{{"allreduce", {false, false, false}},
                                                         {"allgather", {true, true, false}},
                                                         {"reduce_scatter", {true, false, true}},
                                                         {"alltoall", {true, false, false}},
                                                         {"custom", {false, false, false}}};
    return promises;
}

[[noreturn]] void
Refuse(uint32_t line, const std::string& problem)
{
    throw ConfigError(", line " + std::to_string(line) + ": " + problem);
}

} // namespace

MscclProof::MscclProof(const MscclAlgorithm& algorithm, Order order)
    : m_algorithm(algorithm),
      m_order(order)
{
}

void
MscclProof::Check(const MscclAlgorithm& algorithm)
{
    const auto promise = GetPromises().find(algorithm.operation);
    if (promise == GetPromises().end())
    {
        Refuse(1,
               "coll must be allreduce, allgather, reduce_scatter, alltoall or custom, not " +
                   QuoteWord(algorithm.operation));
    }
    if (promise->second.isDivided && algorithm.chunks % algorithm.gpus.size() != 0)
    {
        Refuse(1,
               "nchunksperloop must be a multiple of ngpus for " + algorithm.operation + ", not " +
                   std::to_string(algorithm.chunks));
    }
    constexpr uint64_t MOST_CELLS = 1 << 22;
    uint64_t cells = 0;
    for (const MscclGpu& gpu : algorithm.gpus)
    {
        cells += uint64_t{algorithm.chunks} * 2 + gpu.scratch;
        if (std::max(gpu.input, gpu.output) > algorithm.chunks)
        {
            Refuse(1,
                   "nchunksperloop must be the chunks of the larger one of input and output, "
                   "and a GPU has more than " +
                       std::to_string(algorithm.chunks));
        }
    }
    if (cells > MOST_CELLS)
    {
        Refuse(1,
               "all buffers together have " + std::to_string(cells) + " chunks; at most " +
                   std::to_string(MOST_CELLS) + " can be checked");
    }
    for (const Order order : {Order::FIRST, Order::LAST, Order::TURNS})
    {
        MscclProof proof(algorithm, order);
        proof.CheckCounts();
        proof.Fill();
        proof.Run();
        proof.CheckResult();
    }
}

void
MscclProof::CheckCounts() const
{
    struct Ends
    {
        uint32_t sends{0};
        uint32_t receives{0};
        uint32_t line{0};
    };

    std::map<Connection, Ends> all;
    for (uint32_t gpu = 0; gpu < m_algorithm.gpus.size(); gpu++)
    {
        for (const MscclBlock& block : m_algorithm.gpus[gpu].blocks)
        {
            for (const MscclStep& step : block.steps)
            {
                if (step.kind->isSend)
                {
                    Ends& ends = all[{gpu, block.sendsTo, block.channel}];
                    ends.sends++;
                    ends.line = step.line;
                }
                if (step.kind->isReceive)
                {
                    Ends& ends = all[{block.receivesFrom, gpu, block.channel}];
                    ends.receives++;
                    ends.line = step.line;
                }
            }
        }
    }
    for (const auto& [connection, ends] : all)
    {
        if (ends.sends != ends.receives)
        {
            const auto& [from, to, channel] = connection;
            Refuse(ends.line,
                   "GPU " + std::to_string(from) + " sends " + std::to_string(ends.sends) +
                       " times to GPU " + std::to_string(to) + " on channel " +
                       std::to_string(channel) + ", which receives " +
                       std::to_string(ends.receives) + " times");
        }
    }
}

void
MscclProof::Fill()
{
    const Promise& promise = GetPromises().at(m_algorithm.operation);
    for (uint32_t gpu = 0; gpu < m_algorithm.gpus.size(); gpu++)
    {
        m_buffers['i'].emplace_back(m_algorithm.chunks);
        m_buffers['o'].emplace_back(m_algorithm.chunks);
        m_buffers['s'].emplace_back(m_algorithm.gpus[gpu].scratch);
        m_next.emplace_back(m_algorithm.gpus[gpu].blocks.size(), 0);
    }
    const uint32_t inputs = promise.hasShortInput ? GetFactor() : m_algorithm.chunks;
    for (uint32_t gpu = 0; gpu < m_algorithm.gpus.size(); gpu++)
    {
        for (uint32_t chunk = 0; chunk < inputs; chunk++)
        {
            Get(gpu, 'i', chunk) =
                std::make_shared<const std::vector<uint32_t>>(1, gpu * m_algorithm.chunks + chunk);
        }
    }
}

MscclProof::Value&
MscclProof::Get(uint32_t gpu, char buffer, uint32_t chunk)
{
    const Promise& promise = GetPromises().at(m_algorithm.operation);
    if (m_algorithm.isInPlace && buffer != 's')
    {
        // The smaller buffer is a part of the larger one.
        const bool isPart =
            (buffer == 'i' && promise.hasShortInput) || (buffer == 'o' && promise.hasShortOutput);
        chunk += isPart ? gpu * GetFactor() : 0;
        buffer = 'i';
        if (chunk >= m_algorithm.chunks)
        {
            throw ConfigError(", line 1: GPU " + std::to_string(gpu) +
                              " has more chunks than its part of the buffer in place");
        }
    }
    return m_buffers[buffer][gpu][chunk];
}

bool
MscclProof::IsReady(uint32_t gpu, const MscclBlock& block, const MscclStep& step) const
{
    if (step.block >= 0 && m_next[gpu][step.block] <= static_cast<uint32_t>(step.step))
    {
        return false;
    }
    if (!step.kind->isReceive)
    {
        return true;
    }
    const auto found = m_underWay.find({block.receivesFrom, gpu, block.channel});
    return found != m_underWay.end() && !found->second.empty();
}

std::string
MscclProof::Describe(const Value& value) const
{
    if (!value)
    {
        return "nothing";
    }
    std::string text;
    constexpr size_t MOST = 4;
    for (size_t i = 0; i < std::min(value->size(), MOST); i++)
    {
        const uint32_t input = (*value)[i];
        text += (i == 0 ? "" : " + ") + std::to_string(input / m_algorithm.chunks) + ":" +
                std::to_string(input % m_algorithm.chunks);
    }
    return text +
           (value->size() > MOST ? " and " + std::to_string(value->size() - MOST) + " more" : "");
}

MscclProof::Value
MscclProof::Add(const Value& a, const Value& b, const MscclStep& step) const
{
    std::vector<uint32_t> both;
    std::set_intersection(a->begin(), a->end(), b->begin(), b->end(), std::back_inserter(both));
    if (!both.empty())
    {
        Refuse(step.line,
               "it adds " + Describe(std::make_shared<const std::vector<uint32_t>>(both)) +
                   " (GPU:chunk of the input) twice");
    }
    std::vector<uint32_t> sum;
    std::merge(a->begin(), a->end(), b->begin(), b->end(), std::back_inserter(sum));
    return std::make_shared<const std::vector<uint32_t>>(std::move(sum));
}

void
MscclProof::Do(uint32_t gpu, const MscclBlock& block, const MscclStep& step)
{
    std::vector<Value> values(step.count);
    if (step.kind->isReceive)
    {
        std::deque<Message>& queue = m_underWay.at({block.receivesFrom, gpu, block.channel});
        const Message& message = queue.front();
        if (message.values.size() != step.count)
        {
            Refuse(step.line,
                   "it receives " + std::to_string(step.count) + " chunks, and line " +
                       std::to_string(message.line) + " sends " +
                       std::to_string(message.values.size()));
        }
        values = message.values;
        queue.pop_front();
    }
    const auto read = [&](const MscclPlace& place, uint32_t i) {
        const Value value = Get(gpu, place.buffer, place.offset + i);
        if (!value)
        {
            Refuse(step.line,
                   "it reads chunk " + std::to_string(place.offset + i) + " of the buffer " +
                       place.buffer + ", which nobody has written yet");
        }
        return value;
    };
    for (uint32_t i = 0; i < step.count; i++)
    {
        if (step.kind->hasSource)
        {
            const Value source = read(step.source, i);
            const bool isLocalSum = step.kind->isReduction && !step.kind->isReceive;
            const Value other = isLocalSum ? read(step.target, i) : values[i];
            values[i] = step.kind->isReduction ? Add(other, source, step) : source;
        }
        if (step.kind->hasTarget)
        {
            Get(gpu, step.target.buffer, step.target.offset + i) = values[i];
        }
    }
    if (step.kind->isSend)
    {
        m_underWay[{gpu, block.sendsTo, block.channel}].push_back({step.line, values});
    }
}

/// Do the next step of a thread block; whether it could be done.
bool
MscclProof::Advance(uint32_t gpu, uint32_t number)
{
    const MscclBlock& block = m_algorithm.gpus[gpu].blocks[number];
    uint32_t& next = m_next[gpu][number];
    if (next == block.steps.size() || !IsReady(gpu, block, block.steps[next]))
    {
        return false;
    }
    Do(gpu, block, block.steps[next]);
    next++;
    return true;
}

void
MscclProof::Run()
{
    std::vector<std::pair<uint32_t, uint32_t>> blocks;
    for (uint32_t gpu = 0; gpu < m_next.size(); gpu++)
    {
        for (uint32_t block = 0; block < m_next[gpu].size(); block++)
        {
            blocks.emplace_back(gpu, block);
        }
    }
    if (m_order == Order::LAST)
    {
        std::reverse(blocks.begin(), blocks.end());
    }
    for (bool hasMoved = true; hasMoved;)
    {
        HeedInterruption();
        hasMoved = false;
        for (const auto& [gpu, block] : blocks)
        {
            bool moves = Advance(gpu, block);
            hasMoved = hasMoved || moves;
            while (moves && m_order != Order::TURNS)
            {
                moves = Advance(gpu, block);
            }
        }
    }
    for (const auto& [gpu, number] : blocks)
    {
        const MscclBlock& block = m_algorithm.gpus[gpu].blocks[number];
        if (m_next[gpu][number] < block.steps.size())
        {
            Refuse(block.steps[m_next[gpu][number]].line,
                   "the step waits for ever: steps wait for each other in a circle");
        }
    }
}

void
MscclProof::CheckChunk(uint32_t gpu, MscclPlace place, const std::vector<uint32_t>& inputs) const
{
    const Value value = const_cast<MscclProof*>(this)->Get(gpu, place.buffer, place.offset);
    if (!value || *value != inputs)
    {
        throw ConfigError(
            ": " + m_algorithm.operation + " ends with a wrong result: chunk " +
            std::to_string(place.offset) + " of the output of GPU " + std::to_string(gpu) + " is " +
            Describe(value) + " instead of " +
            Describe(std::make_shared<const std::vector<uint32_t>>(inputs)) +
            " (GPU:chunk of the input)" +
            (m_order == Order::FIRST ? "" : ", in an order of steps that is allowed"));
    }
}

void
MscclProof::CheckResult() const
{
    const Promise& promise = GetPromises().at(m_algorithm.operation);
    if (m_algorithm.operation == "custom")
    {
        return;
    }
    const uint32_t chunks = m_algorithm.chunks;
    const uint32_t factor = GetFactor();
    const bool isSum = m_algorithm.operation == "allreduce" || promise.hasShortOutput;
    for (uint32_t gpu = 0; gpu < m_algorithm.gpus.size(); gpu++)
    {
        const uint32_t outputs = promise.hasShortOutput ? factor : chunks;
        for (uint32_t chunk = 0; chunk < outputs; chunk++)
        {
            std::vector<uint32_t> inputs;
            if (isSum)
            {
                const uint32_t which = promise.hasShortOutput ? gpu * factor + chunk : chunk;
                for (uint32_t other = 0; other < m_algorithm.gpus.size(); other++)
                {
                    inputs.push_back(other * chunks + which);
                }
            }
            else
            {
                // Of one GPU: its whole input to all, or its part for this one.
                const uint32_t part = promise.hasShortInput ? 0 : gpu * factor;
                inputs.push_back(chunk / factor * chunks + part + chunk % factor);
            }
            CheckChunk(gpu, {'o', static_cast<int32_t>(chunk)}, inputs);
        }
    }
}

} // namespace aifabric
} // namespace ns3
