/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MSCCL_PROOF_H
#define MSCCL_PROOF_H

#include "msccl-algorithm.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Whether an algorithm of MSCCL does what it promises: it is carried out on symbols, a chunk being
 * the set of the inputs whose sum it is, in three orders of its steps that its dependencies allow.
 * A collective "custom" promises nothing, and has to end only.
 */
class MscclProof
{
  public:
    /**
     * Carry an algorithm out.
     * @param algorithm what is carried out
     * @throws ConfigError that begins with ", line 3: " and says what is wrong: sends and receives
     * that do not match, steps that wait for each other, chunks that are read before there is
     * something in them, inputs that are added twice, a wrong result
     */
    static void Check(const MscclAlgorithm& algorithm);

  private:
    /// Which step comes next, where there is a choice.
    enum class Order
    {
        FIRST, ///< of the first GPU and thread block
        LAST,  ///< of the last one
        TURNS, ///< each thread block does one step in its turn
    };

    /// Inputs whose sum a chunk is, ascending; nothing: the chunk was never written.
    using Value = std::shared_ptr<const std::vector<uint32_t>>;
    /// Sender, receiver, channel.
    using Connection = std::tuple<uint32_t, uint32_t, uint32_t>;

    /// Chunks under way.
    struct Message
    {
        uint32_t line;
        std::vector<Value> values;
    };

    MscclProof(const MscclAlgorithm& algorithm, Order order);

    void CheckCounts() const;
    void Fill();
    void Run();
    bool Advance(uint32_t gpu, uint32_t block);
    bool IsReady(uint32_t gpu, const MscclBlock& block, const MscclStep& step) const;
    void Do(uint32_t gpu, const MscclBlock& block, const MscclStep& step);
    void CheckResult() const;
    void CheckChunk(uint32_t gpu, MscclPlace place, const std::vector<uint32_t>& inputs) const;
    Value& Get(uint32_t gpu, char buffer, uint32_t chunk);
    Value Add(const Value& a, const Value& b, const MscclStep& step) const;
    std::string Describe(const Value& value) const;

    /// Chunks of the smaller one of input and output.
    uint32_t GetFactor() const
    {
        return m_algorithm.chunks / static_cast<uint32_t>(m_algorithm.gpus.size());
    }

    const MscclAlgorithm& m_algorithm;
    Order m_order;
    std::map<char, std::vector<std::vector<Value>>> m_buffers; ///< by name, GPU, chunk
    std::vector<std::vector<uint32_t>> m_next;                 ///< by GPU and block, the next step
    std::map<Connection, std::deque<Message>> m_underWay;
};

} // namespace aifabric
} // namespace ns3

#endif // MSCCL_PROOF_H
