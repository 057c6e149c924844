/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECEIVE_FUZZ_TRIAL_H
#define RECEIVE_FUZZ_TRIAL_H

#include "fuzzed-wire.h"
#include "two-host-trial.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace tests
{

/** Messages of a trial, and what comes in besides. */
struct FuzzPlan
{
    /// A message.
    struct Message
    {
        uint32_t src;            ///< host, 0 or 1; the other one is its peer
        RdmaOperation operation; ///< what it is
        uint64_t bytes;          ///< payload; of an atomic what is added or put there
        uint64_t start;          ///< ps
    };

    TrialRecovery recovery;        ///< of both hosts
    uint64_t seed{1};              ///< of what comes in besides
    FuzzRates rates;               ///< of that
    uint32_t mtu{1024};            ///< payload of a full packet
    uint32_t ackInterval{1};       ///< packets that an ACK covers
    uint32_t receives{UINT32_MAX}; ///< posted
    bool acksResponses{false};     ///< READs are acknowledged
    std::vector<Message> messages; ///< ascending in time

    /**
     * Draw a trial.
     * @param recovery TypeId of a loss recovery, and name=value of an attribute behind a colon
     * @param seed what decides everything else
     * @return the plan
     */
    static FuzzPlan Draw(const std::string& recovery, uint64_t seed);

    /** @return the plan in one line. */
    std::string Describe() const;
};

/**
 * @ingroup ai-fabric-tests
 * Two hosts at a switch send messages of all operations to each other, and damaged frames come in
 * at their NICs besides (FuzzedWire). Afterwards each message must have been reported once, sent or
 * failed with a reason, no packet was placed twice, and nothing is left over. Where what came in
 * was harmless, each message was sent and received once, and each atomic done once.
 */
class ReceiveFuzzTrial : public TwoHostTrial
{
  public:
    /** What else is known of a trial. */
    struct Counts
    {
        uint64_t sent{0};     ///< messages
        uint64_t failed{0};   ///< messages
        uint64_t injected{0}; ///< frames
        uint64_t refused{0};  ///< damaged bytes that the decoder refused
        uint64_t strays{0};   ///< packets for queue pairs that are not there
    };

    /**
     * @param plan the trial
     */
    explicit ReceiveFuzzTrial(const FuzzPlan& plan);

    /**
     * Run it.
     * @return an empty string, or what is wrong
     */
    std::string Run();

    /** @return what was counted. */
    const Counts& GetCounts() const
    {
        return m_counts;
    }

    void MessageSent(const MessageInfo& message) override;
    void MessageReceived(const MessageInfo& message) override;
    void MessageFailed(const MessageInfo& message) override;

  private:
    void Build();
    void Post(uint64_t tag);
    void Judge();
    void JudgeHarmless();
    void JudgeBytes(uint32_t host);

    FuzzPlan m_plan;
    FabricContainer m_fabric;
    FabricRandom m_random;
    std::vector<std::unique_ptr<FuzzedWire>> m_wires; ///< by host
    Counts m_counts;
};

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // RECEIVE_FUZZ_TRIAL_H
