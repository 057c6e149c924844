/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TWO_HOST_TRIAL_H
#define TWO_HOST_TRIAL_H

#include "ns3/fabric-helper.h"
#include "ns3/fabric-random.h"
#include "ns3/message-listener.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace tests
{

/** The loss recovery of a trial. */
struct TrialRecovery
{
    std::string type;      ///< TypeId
    std::string attribute; ///< of the recovery; empty: none
    std::string value;     ///< of the attribute

    /**
     * @param text TypeId of a loss recovery, and name=value of an attribute behind a colon
     * @return its parts
     */
    static TrialRecovery Read(const std::string& text);

    /**
     * Give it to all hosts, with a timeout of 65.5 us: trials are small.
     * @param helper of the fabric
     * @param attributes names and values of further attributes
     */
    template <typename... Attributes>
    void Set(FabricHelper& helper, const Attributes&... attributes) const
    {
        const UintegerValue exponent(4);
        if (attribute.empty())
        {
            helper.SetLossRecovery(type, "TimeoutExponent", exponent, attributes...);
            return;
        }
        helper.SetLossRecovery(type,
                               "TimeoutExponent",
                               exponent,
                               attribute,
                               StringValue(value),
                               attributes...);
    }
};

/**
 * One of some values.
 * @param random decides
 * @param values to choose from
 * @return one of them
 */
template <typename T>
T
Pick(FabricRandom& random, const std::vector<T>& values)
{
    return values[random.Below(static_cast<uint32_t>(values.size()))];
}

/**
 * @ingroup ai-fabric-tests
 * Two hosts at a switch send messages to each other. Each message must be reported once by who
 * posted it, sent or failed, and no frame is left over.
 */
class TwoHostTrial : public MessageListener
{
  protected:
    /// What became of a message.
    struct Fate
    {
        uint32_t sent{0};
        uint32_t received{0};
        uint32_t failed{0};
    };

    /// Beyond all retries of all that a trial sends, ps.
    static constexpr uint64_t END = 4000000000000;

    /**
     * @param messages the number of messages; their tags count from 0
     */
    explicit TwoHostTrial(size_t messages);

    /**
     * Do something at a time.
     * @param time ps
     * @param action what
     */
    static void At(uint64_t time, const std::function<void()>& action);

    /**
     * @param seed of the run
     * @return a helper of one switch and two hosts
     */
    static FabricHelper MakeHelper(uint64_t seed);

    /**
     * The first complaint is kept.
     * @param tag number of a message
     * @param what is wrong with it
     */
    void Complain(uint64_t tag, const std::string& what);

    /// Who posted a message was told that it is sent.
    void ReportSent(const MessageInfo& message);

    /// Who posted a message was told that it failed.
    void ReportFailed(const MessageInfo& message);

    /// Each message has been reported.
    void JudgeFates();

    /// No frame is left.
    void JudgeFrames();

    std::vector<Fate> m_fates; ///< by message
    std::string m_wrong;       ///< the first complaint
};

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // TWO_HOST_TRIAL_H
