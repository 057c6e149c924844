/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Buffers of one's own: they are told of each frame twice, in the same words.
 */

#include "port-bench.h"

#include "ns3/admission-verdict.h"
#include "ns3/fabric-compat.h"
#include "ns3/per-port-admission.h"
#include "ns3/test.h"

#include <map>
#include <string>
#include <tuple>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t SIZE = 1000;

/// Admits 3 frames of each ingress to each queue, drops what is of class 5, trims the rest.
class IngressAdmission : public BufferAdmission
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("IngressAdmission")
                                .SetParent<BufferAdmission>()
                                .AddConstructor<IngressAdmission>();
        return tid;
    }

    /// Ingress, egress and class.
    using Place = std::tuple<uint16_t, uint16_t, uint8_t>;

    std::map<Place, uint64_t> bytes; ///< charged by place
    uint64_t calls{0};               ///< charges and releases

  private:
    static Place PlaceOf(AdmissionRequest request)
    {
        return {request.GetIngress(), request.egress.GetPort(), request.GetClass()};
    }

    std::string CheckConfig() override
    {
        Follow();
        return {};
    }

    AdmissionVerdict DoAdmit(AdmissionRequest request) override
    {
        // By its view, an egress is what the request says it is.
        const PortView egress = GetView().GetPorts()[request.egress.GetPort()];
        if (request.GetClass() == 5 ||
            egress.GetQueueBytes(request.GetClass()) != request.GetQueueBytes())
        {
            return AdmissionVerdict::Drop(DropReason::NO_ROUTE);
        }
        return bytes[PlaceOf(request)] < 3 * SIZE ? AdmissionVerdict::Admit()
                                                  : AdmissionVerdict::Trim();
    }

    void DoCharged(AdmissionRequest request) override
    {
        calls++;
        bytes[PlaceOf(request)] += request.GetBytes();
    }

    void DoReleased(AdmissionRequest request) override
    {
        calls++;
        bytes[PlaceOf(request)] -= request.GetBytes();
    }

    uint64_t DoGetBufferPerPort(uint32_t) const override
    {
        return 1000000;
    }

    uint64_t DoGetTotal(uint32_t) const override
    {
        return 4000000;
    }
};

NS_OBJECT_ENSURE_REGISTERED(IngressAdmission);

/// A private buffer that counts what it hears of, and does not ask to hear.
class DeafAdmission : public PerPortAdmission
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("DeafAdmission").SetParent<PerPortAdmission>().AddConstructor<DeafAdmission>();
        return tid;
    }

    uint64_t calls{0}; ///< charges and releases heard of

  private:
    void DoCharged(AdmissionRequest) override
    {
        calls++;
    }

    void DoReleased(AdmissionRequest) override
    {
        calls++;
    }
};

NS_OBJECT_ENSURE_REGISTERED(DeafAdmission);

/**
 * @ingroup ai-fabric-tests
 * A buffer of one's own is told the same of a frame when it comes and when it leaves.
 */
class AdmissionStageTestCase : public TestCase
{
  public:
    AdmissionStageTestCase()
        : TestCase("An admission hears of ingress, egress and class, and of the same at release")
    {
    }

  private:
    void Expect(bool trims, bool fair)
    {
        PortBench bench;
        bench.Helper().SetSwitchAttribute("Trim", BooleanValue(trims));
        bench.Helper().SetSwitchAttribute("FairAdmission", BooleanValue(fair));
        bench.Helper().SetPfcAttribute("LosslessClasses", UintegerValue(2));
        bench.Helper().SetAdmission("IngressAdmission");
        bench.BuildOneSwitch(4);
        const auto admission =
            DynamicCast<IngressAdmission>(bench.Fabric().GetSwitch(0)->GetAdmission());
        bench.HoldBack(0, 3);
        for (const uint32_t host : {0, 1, 2})
        {
            bench.Send(1000000, {host, 3, SIZE}, 5);
        }
        bench.Send(1000000, {0, 3, SIZE, 5}, 2);
        bench.Send(1000000, {1, 3, SIZE, 1}, 4);
        PortBench::At(10000000, [&]() {
            uint64_t sum = 0;
            for (const uint16_t ingress : {0, 1, 2})
            {
                sum += admission->bytes[{ingress, 3, 3}];
                if (fair)
                {
                    continue; // who has the room of the last one is a matter of chance
                }
                NS_TEST_EXPECT_MSG_EQ((admission->bytes[{ingress, 3, 3}]), 3 * SIZE, "of each");
                NS_TEST_EXPECT_MSG_EQ((admission->bytes[{ingress, 3, 7}]),
                                      (trims ? 2 * 64 : 0),
                                      "headers");
            }
            NS_TEST_EXPECT_MSG_EQ(sum, 9 * SIZE, "in all");
            NS_TEST_EXPECT_MSG_EQ((admission->bytes[{1, 3, 1}]), 4 * SIZE, "lossless ones");
            NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "accounts");
        });
        bench.HoldBack(20000000, 3, 0);
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::NO_ROUTE), 2, "its reason");
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::BUFFER_FULL), (trims ? 0 : 6), "full");
        for (const auto& [place, bytes] : admission->bytes)
        {
            NS_TEST_EXPECT_MSG_EQ(bytes, 0, "all given back");
        }
        NS_TEST_EXPECT_MSG_GT(admission->calls, 2 * 13 - 1, "it has heard");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }

    void DoRun() override
    {
        for (const bool fair : {false, true})
        {
            Expect(false, fair);
            Expect(true, fair);
        }
        PortBench bench;
        bench.Helper().SetAdmission("DeafAdmission");
        bench.BuildOneSwitch(3);
        bench.Send(0, {0, 2, SIZE}, 5);
        bench.Run();
        const auto deaf = DynamicCast<DeafAdmission>(bench.Fabric().GetSwitch(0)->GetAdmission());
        NS_TEST_EXPECT_MSG_EQ(deaf->calls, 0, "nobody who does not ask is called");
        bench.Destroy();
        constexpr AdmissionVerdict drop = AdmissionVerdict::Drop(DropReason::HOP_LIMIT);
        NS_TEST_EXPECT_MSG_EQ(drop.IsAdmitted() || drop.IsTrim(), false, "a drop");
        NS_TEST_EXPECT_MSG_EQ((drop.GetReason() == DropReason::HOP_LIMIT), true, "its reason");
        NS_TEST_EXPECT_MSG_EQ((AdmissionVerdict::Trim() == AdmissionVerdict::Drop()), false, "not");
        NS_TEST_EXPECT_MSG_LT(sizeof(AdmissionVerdict), 3, "small");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class AdmissionVerdictTestSuite : public TestSuite
{
  public:
    AdmissionVerdictTestSuite()
        : TestSuite("ai-fabric-admission-verdict", TestSuite::Type::UNIT)
    {
        AddTestCase(new AdmissionStageTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const AdmissionVerdictTestSuite g_admissionVerdictTestSuite;

} // namespace
