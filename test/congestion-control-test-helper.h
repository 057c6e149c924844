/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONGESTION_CONTROL_TEST_HELPER_H
#define CONGESTION_CONTROL_TEST_HELPER_H

#include "ns3/dcqcn-congestion-control.h"
#include "ns3/fabric-engine.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace congestion_test
{

/// Line rate of the tests: its products with the fractions below are exact in doubles.
constexpr double LINE = 100e9;

/// Names and values of attributes, as on a command line.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// Make a congestion control, not started.
template <typename T = DcqcnCongestionControl>
Ptr<T>
Make(const Settings& settings, const std::string& type = "Dcqcn")
{
    ObjectFactory factory("ns3::aifabric::" + type + "CongestionControl");
    for (const auto& [name, value] : settings)
    {
        factory.Set(name, StringValue(value));
    }
    return factory.Create<T>();
}

/// Make a DCQCN sender that stands on a link of LINE. Each is another queue pair of node 1, as the
/// calendar tells events of equal times by node and part.
inline Ptr<DcqcnCongestionControl>
MakeStarted(const Settings& settings)
{
    static uint32_t part = 0;
    part = (part + 1) % 4096;
    auto control = Make(settings);
    control->Start({1, part, LINE, 12000000, 4096, 4178}, nullptr);
    return control;
}

/**
 * @ingroup ai-fabric-tests
 * A test that schedules what it does and checks. Such an action runs before timers that are due at
 * the same time.
 */
class TimedTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Schedule the actions.
    virtual void Plan() = 0;

    /// Act at a time in us.
    static void At(double us, const std::function<void()>& action)
    {
        Simulator::Schedule(PicoSeconds(std::llround(us * 1e6)), action);
    }

    /// Expect an exact rate and target at a time in us.
    void Expect(double us, Ptr<DcqcnCongestionControl> control, double rate, double target)
    {
        At(us, [this, control, us, rate, target]() {
            NS_TEST_EXPECT_MSG_EQ(control->GetRate(), rate, "rate at " << us << " us");
            NS_TEST_EXPECT_MSG_EQ(control->GetTargetRate(), target, "target at " << us);
        });
    }

  private:
    void DoRun() override
    {
        FabricEngine::Prepare();
        Plan();
        Simulator::Run();
        Simulator::Destroy();
    }
};

/** @return new test cases of DCQCN, which the caller owns. */
std::vector<TestCase*> MakeDcqcnTestCases();

/**
 * @return the cases of DCQCN's alpha and clamp
 */
std::vector<TestCase*> MakeDcqcnAlphaTestCases();

} // namespace congestion_test
} // namespace aifabric
} // namespace ns3

#endif // CONGESTION_CONTROL_TEST_HELPER_H
