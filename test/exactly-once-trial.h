/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXACTLY_ONCE_TRIAL_H
#define EXACTLY_ONCE_TRIAL_H

#include "two-host-trial.h"
#include "unreliable-wire.h"

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

/** A trial of a recovery: what is sent, and what goes wrong. */
struct TrialPlan
{
    /// A message.
    struct Message
    {
        uint32_t src;   ///< host, 0 or 1; it goes to the other one
        uint64_t bytes; ///< payload
        uint64_t start; ///< ps
    };

    /// The cable of host 1 is cut.
    struct Flap
    {
        uint64_t down; ///< when, ps
        uint64_t up;   ///< until, ps
    };

    TrialRecovery recovery;        ///< of both hosts
    uint32_t mtu{1024};            ///< payload of a full packet
    uint32_t ackInterval{1};       ///< packets that an ACK covers
    uint64_t window{0};            ///< bytes; 0: no window
    uint32_t retries{7};           ///< timeouts in a row
    bool parks{true};              ///< idle queue pairs
    uint64_t seed{1};              ///< of what goes wrong
    WireFaults faults;             ///< on arrival at both hosts
    std::vector<Message> messages; ///< ascending in time
    std::vector<Flap> flaps;       ///< ascending in time, apart

    /**
     * Draw a trial.
     * @param recovery TypeId of a loss recovery, and name=value of an attribute behind a colon
     * @param seed what decides everything else
     * @return the plan
     */
    static TrialPlan Draw(const std::string& recovery, uint64_t seed);

    /** @return the plan in one line. */
    std::string Describe() const;
};

/**
 * @ingroup ai-fabric-tests
 * Two hosts at a switch send messages to each other over wires that lose, double, delay and cut
 * frames. Afterwards each message must have been reported once, sent or failed; what was sent must
 * have been received once; what was received must have come completely, and nothing was placed
 * twice.
 */
class ExactlyOnceTrial : public TwoHostTrial
{
  public:
    /** What else is known of a trial. */
    struct Counts
    {
        uint64_t sent{0};          ///< messages
        uint64_t received{0};      ///< messages
        uint64_t failed{0};        ///< messages
        uint64_t drops{0};         ///< frames
        uint64_t duplicates{0};    ///< frames
        uint64_t retransmitted{0}; ///< packets
        uint64_t timeouts{0};      ///< of queue pairs
    };

    /**
     * @param plan the trial
     */
    explicit ExactlyOnceTrial(const TrialPlan& plan);

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
    void Post();
    void Judge();
    void JudgeBytes();

    TrialPlan m_plan;
    FabricContainer m_fabric;
    FabricRandom m_random;
    std::vector<std::unique_ptr<UnreliableWire>> m_wires; ///< by host
    Counts m_counts;
};

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // EXACTLY_ONCE_TRIAL_H
