/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Jobs that are placed, arrive one after the other, repeat themselves and take turns.
 */

#include "run-with.h"

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"
#include "ns3/workload.h"

#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// What a run says of its messages.
struct Outcome
{
    RunRecord run;
    std::vector<FlowRecord> flows;

    /// Messages of a job: from, to, when.
    std::string Write(uint32_t job) const
    {
        std::string text;
        for (const FlowRecord& flow : flows)
        {
            if (flow.job == job)
            {
                text += std::to_string(flow.src) + ">" + std::to_string(flow.dst) + " " +
                        std::to_string(flow.startNs) + " " +
                        std::to_string(flow.endNs.value_or(-1)) + " " +
                        std::to_string(flow.packetsSent) + "\n";
            }
        }
        return text;
    }
};

Outcome
Execute(const OptionTexts& texts)
{
    ExperimentOptions options;
    options.db = "none";
    options.record = "flows";
    for (const auto& [name, value] : texts)
    {
        options.Set(name, value);
    }
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    RunDetails details;
    Outcome outcome;
    outcome.run = experiment.Measure(details);
    outcome.flows = details.flows;
    return outcome;
}

std::string
Refuse(const OptionTexts& texts)
{
    try
    {
        Execute(texts);
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
    return "(no error)";
}

const std::string FOUR_LEAVES = "leaf-spine:leaves=4,spines=2,hosts=4";

/**
 * @ingroup ai-fabric-tests
 * Jobs on leaves of their own, and on leaves that they share.
 */
class DisjointJobsTestCase : public TestCase
{
  public:
    DisjointJobsTestCase()
        : TestCase("Jobs on disjoint leaves do not touch each other; on shared uplinks they do")
    {
    }

  private:
    void DoRun() override
    {
        const std::string job = "all-to-all:bytes=100KB,count=8";
        const std::string other = "permutation:bytes=1MB,hosts=8";
        for (const std::string lb : {"ofan", "spray", "ecmp", "reps"})
        {
            // Leaves 0 and 1 are full of the first job; the second one has the others.
            const OptionTexts apart{{"fabric", FOUR_LEAVES}, {"lb", lb}, {"placement", "topology"}};
            auto with = [](OptionTexts texts, const std::string& workload) {
                texts.emplace_back("workload", workload);
                return Execute(texts);
            };
            const Outcome alone = with(apart, job);
            const Outcome both = with(apart, job + "+" + other);
            NS_TEST_ASSERT_MSG_EQ(both.run.status, "ok", both.run.error);
            NS_TEST_EXPECT_MSG_EQ(both.Write(0), alone.Write(0), lb << ": untouched");
            for (const FlowRecord& flow : both.flows)
            {
                const bool isHigh = flow.src >= 8 && flow.dst >= 8;
                NS_TEST_EXPECT_MSG_EQ(isHigh, (flow.job == 1), "on leaves of its own");
            }
            // Two hosts of each leaf for each job.
            const OptionTexts shared{{"fabric", FOUR_LEAVES}, {"lb", lb}};
            const std::string half = job + ",placement=list:hosts=0-1/4-5/8-9/12-13";
            const Outcome calm = with(shared, half);
            const Outcome crowded =
                with(shared, half + "+" + other + ",placement=list:hosts=2-3/6-7/10-11/14-15");
            NS_TEST_ASSERT_MSG_EQ(crowded.run.status, "ok", crowded.run.error);
            NS_TEST_EXPECT_MSG_EQ((crowded.Write(0) == calm.Write(0)), false, lb << ": touched");
            NS_TEST_EXPECT_MSG_GT(crowded.run.jobs[0].cctNs.value_or(0),
                                  calm.run.jobs[0].cctNs.value_or(1e9),
                                  lb << ": slower");
            // Runs whose accounts do not balance are failed; this is what each job asked for.
            for (const Outcome* outcome : {&both, &crowded})
            {
                const auto& jobs = outcome->run.jobs;
                NS_TEST_EXPECT_MSG_EQ(jobs[0].flowsEnded, 56, "messages of the first");
                NS_TEST_EXPECT_MSG_EQ(jobs[0].bytes, 5600000, "bytes of the first");
                NS_TEST_EXPECT_MSG_EQ(jobs[1].flowsEnded, 8, "messages of the second");
                NS_TEST_EXPECT_MSG_EQ(jobs[1].bytes, 8000000, "bytes of the second");
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Which hosts jobs get, one after the other.
 */
class JobHostsTestCase : public TestCase
{
  public:
    JobHostsTestCase()
        : TestCase("Jobs take hosts that no other holds, share on demand, or are refused")
    {
    }

  private:
    /// Hosts of a job.
    static std::string List(const Outcome& outcome, uint32_t job)
    {
        std::vector<bool> is(64);
        for (const FlowRecord& flow : outcome.flows)
        {
            if (flow.job == job)
            {
                is[flow.src] = is[flow.dst] = true;
            }
        }
        std::string text;
        for (uint32_t host = 0; host < is.size(); host++)
        {
            text += is[host] ? std::to_string(host) + " " : "";
        }
        return text;
    }

    static Outcome Run(const std::string& workload, const std::string& placement)
    {
        return Execute({{"fabric", FOUR_LEAVES}, {"workload", workload}, {"placement", placement}});
    }

    void DoRun() override
    {
        const std::string six = "all-reduce:bytes=60KB,count=6";
        const auto numbered = Run(six + "+" + six, "numbered");
        NS_TEST_EXPECT_MSG_EQ(List(numbered, 0), "0 1 2 3 4 5 ", "the first");
        NS_TEST_EXPECT_MSG_EQ(List(numbered, 1), "0 1 2 3 4 5 ", "beside it");
        const auto packed = Run(six + "+" + six + "+pair:dst=3,src=1,bytes=1", "packed");
        NS_TEST_EXPECT_MSG_EQ(List(packed, 0), "0 1 2 3 4 5 ", "the first");
        NS_TEST_EXPECT_MSG_EQ(List(packed, 1), "6 7 8 9 10 11 ", "the next ones");
        NS_TEST_EXPECT_MSG_EQ(List(packed, 2), "12 13 ", "a pair of others");
        // An attribute goes before the option, and who takes all hosts is beside everybody.
        const auto mixed =
            Run("permutation:bytes=1KB+" + six + ",placement=rail+" + six + ",placement=spread",
                "random");
        NS_TEST_EXPECT_MSG_EQ(mixed.run.status, "ok", mixed.run.error);
        NS_TEST_EXPECT_MSG_EQ(List(mixed, 1), "0 1 2 3 4 5 ", "the first free ones");
        NS_TEST_EXPECT_MSG_EQ(List(mixed, 2), "6 7 8 9 12 13 ", "one of each leaf in turn");
        const std::string three = six + "+" + six + "+" + six;
        const std::string refusal =
            Refuse({{"fabric", FOUR_LEAVES}, {"workload", three}, {"placement", "random"}});
        NS_TEST_EXPECT_MSG_EQ(refusal,
                              "placement random: it takes 6 hosts, and jobs before it leave 4 of "
                              "16 free: Share=true lets it share those of others",
                              "no room");
        NS_TEST_EXPECT_MSG_EQ(List(Run(three + ",share=true", "packed"), 2),
                              "0 1 2 3 4 5 ",
                              "shared");
        NS_TEST_EXPECT_MSG_NE(Refuse({{"workload", six + ",placement=pakced"}})
                                  .find("Placement: unknown placement 'pakced'; did you mean "
                                        "'packed'"),
                              std::string::npos,
                              "told before anything is built");
        NS_TEST_EXPECT_MSG_NE(
            Refuse({{"fabric", FOUR_LEAVES}, {"workload", "permutation:hosts=17"}})
                .find("Hosts must be 0, for all, or between 2 and 16, not 17"),
            std::string::npos,
            "more than there are");
        NS_TEST_EXPECT_MSG_EQ(
            Refuse({{"fabric", FOUR_LEAVES}, {"workload", six + "+pair:bytes=1KB,period=1us"}}),
            "pair: Period has nothing to keep: there is one round, Rounds=2 makes two",
            "which of them");
        // The same draws for the same run; whoever says packed has what has always been.
        NS_TEST_EXPECT_MSG_EQ(Run(six, "random").run.resultDigest,
                              Run(six, "random").run.resultDigest,
                              "drawn from the run's streams");
        NS_TEST_EXPECT_MSG_NE(Run(six, "random").Write(0), Run(six, "numbered").Write(0), "drawn");
        NS_TEST_EXPECT_MSG_EQ(Run(six, "packed").run.resultDigest,
                              Run(six, "numbered").run.resultDigest,
                              "one job in order");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Jobs that come later.
 */
class ArrivalsTestCase : public TestCase
{
  public:
    ArrivalsTestCase()
        : TestCase("Jobs of a kind start in constant or exponential gaps, each with own draws")
    {
    }

  private:
    void DoRun() override
    {
        const Outcome outcome =
            Execute({{"fabric", FOUR_LEAVES},
                     {"spread", "0s"},
                     {"placement", "packed"},
                     {"workload", "permutation:hosts=4,bytes=10KB,jobs=3,gap=50us,start=7us"}});
        NS_TEST_ASSERT_MSG_EQ(outcome.run.jobs.size(), 3, "jobs");
        for (uint32_t job = 0; job < 3; job++)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(outcome.run.jobs[job].startNs.value_or(0),
                                      7000 + 50000 * job,
                                      1e-6,
                                      "start of " << job);
            NS_TEST_EXPECT_MSG_EQ(outcome.run.jobs[job].flowsEnded, 4, "messages of " << job);
        }
        const auto workload =
            MakeFactory(families::Workloads(),
                        ParseComponent("pair:jobs=1000,arrivals=poisson,gap=10us"))
                .Create<Workload>();
        FabricRandom random;
        random.Seed(FabricRandom::ARRIVALS, 0);
        const std::vector<Time> arrivals = workload->DrawArrivals(random);
        NS_TEST_ASSERT_MSG_EQ(arrivals.size(), 1000, "jobs");
        NS_TEST_EXPECT_MSG_EQ(arrivals[0].IsZero(), true, "the first at once");
        double square = 0;
        for (size_t i = 1; i < arrivals.size(); i++)
        {
            square += std::pow((arrivals[i] - arrivals[i - 1]).ToDouble(Time::US) / 10, 2);
        }
        // Mean 1 and mean square 2, the deviations of the sums being 0.032 and 0.14.
        NS_TEST_EXPECT_MSG_EQ_TOL(arrivals[999].ToDouble(Time::US) / 9990, 1, 0.1, "mean gap");
        NS_TEST_EXPECT_MSG_EQ_TOL(square / 999, 2, 0.45, "mean square");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Rounds of computing and communicating.
 */
class RoundsTestCase : public TestCase
{
  public:
    RoundsTestCase()
        : TestCase("Rounds take the sum of computing and communicating; shifted jobs take turns")
    {
    }

  private:
    static RunRecord Run(const std::string& workload)
    {
        // Two hosts under each leaf, and one link between the leaves.
        return RunWith({{"fabric", "leaf-spine:leaves=2,spines=1,hosts=2"},
                        {"lb", "ecmp"},
                        {"spread", "0s"},
                        {"switch", "generic:shared-per-port=20MB"},
                        {"workload", workload}});
    }

    /// The times of two jobs of ten rounds that share the link.
    std::pair<double, double> RunTwo(const std::string& first, const std::string& second)
    {
        const std::string pair = "pair:bytes=1MiB,rounds=10,";
        const RunRecord run =
            Run(pair + "src=0,dst=2," + first + "+" + pair + "src=1,dst=3," + second);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_EXPECT_MSG_EQ(run.jobs[0].flowsEnded, 10, "rounds");
        return {run.jobs[0].cctNs.value_or(0), run.jobs[1].cctNs.value_or(0)};
    }

    void DoRun() override
    {
        const RunRecord once = Run("pair:bytes=1MiB,src=0,dst=2");
        const double message = once.cctNs.value_or(0);
        const RunRecord rounds = Run("pair:bytes=1MiB,src=0,dst=2,rounds=7,pause=30us");
        NS_TEST_ASSERT_MSG_EQ(rounds.status, "ok", rounds.error);
        NS_TEST_EXPECT_MSG_EQ_TOL(rounds.cctNs.value_or(0), 7 * (30000 + message), 1e-2, "the sum");
        NS_TEST_EXPECT_MSG_EQ_TOL(rounds.GetSlowdown().value_or(0), 1, 1e-4, "as the bound says");
        const RunRecord kept = Run("pair:bytes=1MiB,src=0,dst=2,rounds=7,pause=30us,period=80us");
        NS_TEST_EXPECT_MSG_EQ_TOL(kept.cctNs.value_or(0),
                                  6 * 80000 + 30000 + message,
                                  1e-2,
                                  "six periods and the last round");
        const RunRecord second = Run("pair:bytes=1MiB,src=0,dst=2,rounds=2,period=80us");
        NS_TEST_EXPECT_MSG_EQ_TOL(second.cctNs.value_or(0), 80000 + message, 10, "from the second");
        // A period that is too short is not kept.
        const RunRecord late = Run("pair:bytes=1MiB,src=0,dst=2,rounds=7,pause=30us,period=20us");
        NS_TEST_EXPECT_MSG_EQ_TOL(late.cctNs.value_or(0), 7 * (30000 + message), 1e-2, "the sum");

        const double wire = 256 * 83.56; // of a message
        // At once, both need the link at the same time, again and again.
        const auto together = RunTwo("pause=30us", "pause=30us");
        const auto shifted = RunTwo("pause=30us", "pause=30us,shift=26us");
        for (const double time : {together.first, together.second})
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(time, 10 * (30000 + message + wire), 9000, "they collide");
        }
        for (const double time : {shifted.first, shifted.second})
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(time, 10 * (30000 + message), 10, "they take turns");
        }
        // A job whose rounds are longer drifts into the other one, unless both keep a period.
        const auto drifting = RunTwo("pause=30us", "pause=34us,shift=26us");
        NS_TEST_EXPECT_MSG_GT(drifting.first, 10 * (30000 + message) + message / 2, "they meet");
        const auto keeping = RunTwo("pause=30us,period=60us", "pause=34us,shift=26us,period=60us");
        NS_TEST_EXPECT_MSG_EQ_TOL(keeping.first, 9 * 60000 + 30000 + message, 10, "alone");
        NS_TEST_EXPECT_MSG_EQ_TOL(keeping.second, 9 * 60000 + 34000 + message, 10, "alone");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of jobs.
 */
class JobPlacementTestSuite : public TestSuite
{
  public:
    JobPlacementTestSuite()
        : TestSuite("ai-fabric-job-placement", TestSuite::Type::UNIT)
    {
        AddTestCase(new DisjointJobsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new JobHostsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new ArrivalsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new RoundsTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const JobPlacementTestSuite g_jobPlacementTestSuite; ///< the suite

} // namespace
