/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_RULE_H
#define RING_RULE_H

#include "ns3/collective-builder.h"
#include "ns3/task-rule.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The messages of AddRingSteps(), numbered as it does: step by step, and in a step by the place of
 * the sender. The message of a place waits for the one that came there a step before.
 */
class RingRule : public TaskRule
{
  public:
    /**
     * @param job the group, in one slice
     * @param rounds how often n - 1 steps are made
     * @param shift which chunk comes first in the first round; one further in the next
     */
    RingRule(const CollectiveBuilder::Job& job, uint32_t rounds, int64_t shift);

    GraphTaskId GetCount() const override;
    GraphTask Get(GraphTaskId task) const override;
    uint32_t CountPredecessors(GraphTaskId task) const override;
    GraphTaskRange GetSuccessors(GraphTaskId task) const override;
    GraphTaskId GetFirstEnd() const override;
    GraphTaskId GetReach() const override;
    void Relocate(const std::vector<uint32_t>& places) override;

    /**
     * @param job a group
     * @param rounds how often n - 1 steps are made
     * @return whether numbers of tasks suffice, and no chunk is empty
     */
    static bool CanTell(const CollectiveBuilder::Job& job, uint32_t rounds);

  private:
    std::vector<uint32_t> m_hosts; ///< by place
    std::vector<uint32_t> m_ring;  ///< by place, the rank, whose number its chunk has
    std::vector<uint64_t> m_bytes; ///< by chunk, payload of the message that carries it
    uint32_t m_steps;              ///< of all rounds
    int64_t m_shift;               ///< of the first round
};

} // namespace aifabric
} // namespace ns3

#endif // RING_RULE_H
