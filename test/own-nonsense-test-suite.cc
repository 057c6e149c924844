/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Parts of programs that return nonsense are refused in one line that names them: controls,
 * recoveries, strategies of hosts.
 */

#include "small-fabric-test-helper.h"

#include "ns3/buffer-admission.h"
#include "ns3/congestion-control.h"
#include "ns3/fabric-compat.h"
#include "ns3/host-load-balancer.h"
#include "ns3/loss-recovery.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using ns3::aifabric::tests::Refusal;
using ns3::aifabric::tests::SmallFabric;

namespace
{

/// A class that does what it is told to.
#define NONSENSE_TYPE(name, parent)                                                                \
    static TypeId GetTypeId()                                                                      \
    {                                                                                              \
        static TypeId tid = TypeId(#name).SetParent<parent>().AddConstructor<name>();              \
        return tid;                                                                                \
    }

/// Sets a rate at the start, and another one at the first ACK.
class NonsenseControl : public CongestionControl
{
  public:
    NONSENSE_TYPE(NonsenseControl, CongestionControl)

    static inline double s_first{1};  ///< in line rates
    static inline double s_second{1}; ///< likewise

  private:
    void DoStart() override
    {
        SetRate(s_first * GetPlace().lineRate);
        Want(false, true);
    }

    void DoAcknowledged(const Frame&, uint64_t) override
    {
        SetRate(s_second * GetPlace().lineRate);
    }
};

/// One packet at a time, or packets that there are not.
class NonsenseRecovery : public LossRecovery
{
  public:
    NONSENSE_TYPE(NonsenseRecovery, LossRecovery)

    static inline uint64_t s_beyond{0};   ///< added to numbers of packets that are sent
    static inline uint64_t s_answered{0}; ///< added to what is acknowledged
    static inline bool s_always{false};   ///< has work without an end
    static inline bool s_deaf{false};     ///< has no receiving half

    bool ToleratesReordering() const override
    {
        return true;
    }

    std::unique_ptr<PacketTracker> MakeTracker(uint32_t) const override
    {
        return s_deaf ? nullptr : std::make_unique<Tracker>();
    }

  private:
    class Tracker : public PacketTracker
    {
      public:
        PacketVerdict Receive(const Frame&, uint64_t sequence) override
        {
            PacketVerdict verdict;
            verdict.accepted = sequence == m_expected;
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

    bool DoHasWork() const override
    {
        return s_always || (!m_waits && m_current < GetLimit());
    }

    NextPacket DoNext() override
    {
        m_waits = true;
        return {(s_always ? m_sent++ : m_current) + s_beyond, false};
    }

    uint64_t DoAcknowledged(const Frame&) override
    {
        m_current++;
        m_waits = false;
        return 1;
    }

    void DoTimedOut() override
    {
        m_waits = false;
    }

    uint64_t DoGetUnacknowledged() const override
    {
        return m_current + (m_current > 0 ? s_answered : 0);
    }

    uint64_t DoGetInFlight() const override
    {
        return m_waits ? 1 : 0;
    }

    uint64_t m_current{0};
    uint64_t m_sent{0};
    bool m_waits{false};
};

/// Drops everything, for a reason that there is not.
class NonsenseAdmission : public BufferAdmission
{
  public:
    NONSENSE_TYPE(NonsenseAdmission, BufferAdmission)

  private:
    AdmissionVerdict DoAdmit(AdmissionRequest) override
    {
        return AdmissionVerdict::Drop(DropReason::COUNT);
    }

    uint64_t DoGetBufferPerPort(uint32_t) const override
    {
        return 1000000;
    }

    uint64_t DoGetTotal(uint32_t) const override
    {
        return 1000000;
    }
};

/// Does something to frames, or cuts messages.
class NonsenseHost : public HostLoadBalancer
{
  public:
    NONSENSE_TYPE(NonsenseHost, HostLoadBalancer)

    static inline std::function<void(Frame&)> s_select;
    static inline std::vector<uint64_t> s_pieces; ///< bytes; none: whole messages

  private:
    void DoSelect(Frame& frame) override
    {
        if (s_select)
        {
            s_select(frame);
        }
    }

    void DoSplit(uint32_t, uint64_t, std::vector<MessagePiece>& pieces) override
    {
        for (const uint64_t bytes : s_pieces)
        {
            pieces.push_back({bytes});
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * All of them.
 */
class NonsenseTestCase : public TestCase
{
  public:
    NonsenseTestCase()
        : TestCase("Rates, packets, pieces and changes of frames that cannot be are refused")
    {
    }

  private:
    void Expect(const std::function<void()>& action, const std::string& part)
    {
        const std::string problem = Refusal(action);
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_NE(problem.find(part), std::string::npos, part << " in " << problem);
        NS_TEST_EXPECT_MSG_EQ(problem.find('\n'), std::string::npos, "one line: " << problem);
    }

    /// Build a fabric, and run it.
    static void Run(const std::function<void(FabricHelper&)>& configure)
    {
        const SmallFabric small(configure);
        Simulator::Stop(MilliSeconds(1));
        Simulator::Run();
    }

    void CheckControls()
    {
        const auto run = [](double first, double second) {
            return [first, second]() {
                NonsenseControl::s_first = first;
                NonsenseControl::s_second = second;
                Run([](FabricHelper& h) { h.SetCongestionControl("NonsenseControl"); });
            };
        };
        Expect(run(-1, 1), "NonsenseControl calls SetRate(-");
        Expect(run(0, 1), "NonsenseControl calls SetRate(0");
        Expect(run(NAN, 1), "a rate is a number of bit/s above 0");
        Expect(run(1, NAN), "a rate is a number of bit/s above 0");
        Expect(run(1, -1), "a rate is a number of bit/s above 0");
        NS_TEST_EXPECT_MSG_EQ(Refusal(run(INFINITY, 0.5)), "", "the line rate, then half of it");
        Simulator::Destroy();
    }

    void CheckBuffers()
    {
        Expect([]() { Run([](FabricHelper& h) { h.SetAdmission("NonsenseAdmission"); }); },
               "NonsenseAdmission drops a frame for a reason that there is not");
    }

    void CheckRecoveries()
    {
        using Self = NonsenseRecovery;
        const auto run = []() {
            Run([](FabricHelper& h) { h.SetLossRecovery("NonsenseRecovery"); });
        };
        Self::s_beyond = 1000;
        Expect(run, "NonsenseRecovery: DoNext() returned packet 1000, and 0 to 24 are to be sent");
        Self::s_beyond = UINT64_MAX;
        Expect(run, "DoNext() returned packet 18446744073709551615");
        Self::s_beyond = 0;
        Self::s_answered = 1000;
        Expect(run, "DoGetUnacknowledged() returned packet 1001");
        Self::s_answered = 0;
        Self::s_always = true;
        Expect(run, "NonsenseRecovery: DoNext() returned packet 25");
        Self::s_always = false;
        Self::s_deaf = true;
        Expect(run, "MakeTracker() of NonsenseRecovery returned nothing");
        Self::s_deaf = false;
        NS_TEST_EXPECT_MSG_EQ(Refusal(run), "", "without nonsense");
        Simulator::Destroy();
    }

    void CheckHosts()
    {
        using Self = NonsenseHost;
        const auto run = []() {
            Run([](FabricHelper& h) { h.SetHostLoadBalancer("NonsenseHost"); });
        };
        for (const auto& change : std::vector<std::function<void(Frame&)>>{
                 [](Frame& frame) { frame.dst = 9999; },
                 [](Frame& frame) { frame.size = 0; },
                 [](Frame& frame) { frame.priority = 200; },
                 [](Frame& frame) { frame.plane = 7; },
                 [](Frame& frame) { frame.psn += 3; },
                 [](Frame& frame) { frame.kind = FrameKind::PFC; },
             })
        {
            Self::s_select = change;
            Expect(run, "NonsenseHost changes more of a frame than its route");
        }
        Self::s_select = [](Frame& frame) { Route::ByPath(99999).WriteTo(frame); };
        NS_TEST_EXPECT_MSG_EQ(Refusal(run), "", "any route");
        Simulator::Destroy();
        Self::s_select = nullptr;
        Self::s_pieces = {102400 / 2};
        Expect(
            run,
            "DoSplit() of NonsenseHost cut a message of 102400 bytes into 1 pieces of 51200 bytes");
        Self::s_pieces = {UINT64_MAX - 4, 102405};
        Expect(run, "pieces of 18446744073709551615 bytes");
        Self::s_pieces = std::vector<uint64_t>(70000, 0);
        Self::s_pieces[0] = 102400;
        Expect(run, "65535 at most");
        Self::s_pieces = {0, 102400};
        NS_TEST_EXPECT_MSG_EQ(Refusal(run), "", "an empty piece");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        // Known from now on, and not to other suites, which list what there is.
        NonsenseControl::GetTypeId();
        NonsenseRecovery::GetTypeId();
        NonsenseHost::GetTypeId();
        NonsenseAdmission::GetTypeId();
        CheckBuffers();
        CheckControls();
        CheckRecoveries();
        CheckHosts();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OwnNonsenseTestSuite : public TestSuite
{
  public:
    OwnNonsenseTestSuite()
        : TestSuite("ai-fabric-own-nonsense", TestSuite::Type::UNIT)
    {
        AddTestCase(new NonsenseTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const OwnNonsenseTestSuite g_ownNonsenseTestSuite; ///< registers the suite

} // namespace
