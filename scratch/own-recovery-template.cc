/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Copy me into ns-3's scratch/, change DoNext() and DoAcknowledged(), and run
 *
 * ./ns3 run "own-recovery-template --recovery=my"
 *
 * All options of fabric-run work here, and all other recoveries too: --recovery=sack.
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The name decides how it is chosen: "my" for MyLossRecovery. It sends one packet at a time.
class MyLossRecovery : public LossRecovery
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("MyLossRecovery").SetParent<LossRecovery>().AddConstructor<MyLossRecovery>(),
            "one packet at a time");
        return tid;
    }

    bool ToleratesReordering() const override
    {
        return true;
    }

    std::unique_ptr<PacketTracker> MakeTracker(uint32_t) const override
    {
        return std::make_unique<Tracker>();
    }

  private:
    // The receiving half: what is placed, and what is answered.
    class Tracker : public PacketTracker
    {
      public:
        PacketVerdict Receive(const Frame&, uint64_t sequence) override
        {
            PacketVerdict verdict;
            verdict.accepted = sequence == m_expected;
            verdict.duplicate = !verdict.accepted;
            verdict.sendAck = true;
            verdict.urgent = true;
            m_expected += verdict.accepted ? 1 : 0;
            return verdict;
        }

        uint64_t GetExpected() const override
        {
            return m_expected;
        }

      private:
        uint64_t m_expected{0};
    };

    // The sending half: GetLimit() packets are posted so far, numbered from 0.
    bool DoHasWork() const override
    {
        return !m_waits && m_current < GetLimit();
    }

    NextPacket DoNext() override
    {
        m_waits = true;
        return {m_current, m_again};
    }

    uint64_t DoAcknowledged(const Frame& frame) override
    {
        if (ToSequence(frame.psn, m_current) != m_current + 1)
        {
            return 0;
        }
        m_current++;
        m_waits = false;
        m_again = false;
        return 1;
    }

    void DoTimedOut() override
    {
        m_waits = false;
        m_again = true;
        FoundLoss(m_current, LossCause::TIMEOUT);
    }

    uint64_t DoGetUnacknowledged() const override
    {
        return m_current;
    }

    uint64_t DoGetInFlight() const override
    {
        return m_waits ? 1 : 0;
    }

    uint64_t m_current{0};
    bool m_waits{false};
    bool m_again{false};
};

NS_OBJECT_ENSURE_REGISTERED(MyLossRecovery);

} // namespace

int
main(int argc, char** argv)
{
    ExperimentOptions options;
    options.recovery = "my";
    return RunOwnProgram("own-recovery-template", "Tries my loss recovery.", argc, argv, options);
}
