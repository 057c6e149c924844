/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/comparison.h"
#include "ns3/config-error.h"
#include "ns3/experiment-identity.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/option-preset.h"
#include "ns3/test.h"

#include <algorithm>
#include <string>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Options that go together under one name, and what an experiment is by default.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/// @return an experiment of the options that are given as on a command line
ExperimentOptions
Make(const std::vector<std::pair<std::string, std::string>>& given)
{
    ExperimentOptions options;
    options.db = "none";
    for (const auto& [name, value] : given)
    {
        options.Set(name, value);
    }
    return options;
}

/// @return what tells an experiment from others
std::string
Identify(const ExperimentOptions& options)
{
    return ExperimentIdentity(ExperimentPlan(options)).ToString();
}

/// Run an experiment.
RunRecord
Measure(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    RunDetails details;
    return Experiment(options).Measure(details);
}

/**
 * @ingroup ai-fabric-tests
 * A preset sets what is not given.
 */
class GivenTestCase : public TestCase
{
  public:
    GivenTestCase()
        : TestCase("A preset sets what is not given, and an experiment is what is set")
    {
    }

  private:
    void DoRun() override
    {
        for (const OptionPreset& preset : OptionPreset::Table())
        {
            const std::string written = Identify(Make(preset.values));
            NS_TEST_EXPECT_MSG_EQ(Identify(Make({{"preset", preset.name}})), written, preset.name);
        }
        NS_TEST_EXPECT_MSG_EQ(Identify(Make({{"preset", "spray"}})),
                              Identify(Make({})),
                              "the lossy fabric is what holds by default");
        const std::string roce = OptionPreset::Find("roce")->values.front().second;
        NS_TEST_EXPECT_MSG_EQ(Identify(Make({{"preset", "roce"}, {"cc", "fixed-rate"}})),
                              Identify(Make({{"switch", roce}})),
                              "what is given goes before, also if it is the default");
        NS_TEST_EXPECT_MSG_EQ(Identify(Make({{"cc", "fixed-rate"}, {"preset", "roce"}})),
                              Identify(Make({{"switch", roce}})),
                              "in any order");
        ExperimentOptions own = Make({{"preset", "roce"}});
        own.cc = "window"; // as a program of one's own does
        NS_TEST_EXPECT_MSG_EQ(ExperimentPlan(own).Get("cc").canonical, "window", "set in C++");
        try
        {
            ExperimentPlan(Make({{"preset", "roec"}}));
            NS_TEST_EXPECT_MSG_EQ(true, false, "a preset that is not there");
        }
        catch (const ConfigError& error)
        {
            const std::string text = error.what();
            NS_TEST_EXPECT_MSG_NE(text.find("--preset=roec"), std::string::npos, text);
            NS_TEST_EXPECT_MSG_NE(text.find("did you mean 'roce'?"), std::string::npos, text);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Presets as a list, in a comparison.
 */
class ListTestCase : public TestCase
{
  public:
    ListTestCase()
        : TestCase("Presets are compared, and the title says only what they have in common")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options = Make({{"fabric", "fat-tree:k=4"}, {"recovery", "sack"}});
        options.SetText("preset", "roce,spray");
        options.SetText("lb", "ecmp,ofan");
        const Comparison comparison(options, {1});
        const auto& made = comparison.GetExperiments();
        NS_TEST_ASSERT_MSG_EQ(made.size(), 4, "both presets with both strategies");
        NS_TEST_EXPECT_MSG_EQ(made[0].cc, "dcqcn:profile=hpcc", "roce");
        NS_TEST_EXPECT_MSG_EQ(made[2].cc, "fixed-rate", "spray");
        NS_TEST_EXPECT_MSG_EQ(comparison.GetTitle({}),
                              "permutation:bytes=1MiB on fat-tree:k=4, 400Gbps, recovery sack",
                              "cc varies with the presets");
        // A program of one's own fills in members: a value that is also the default is a choice.
        ExperimentOptions listed;
        listed.fabric = "fat-tree:k=4";
        listed.preset = "roce";
        listed.cc = "fixed-rate,dcqcn";
        const Comparison controls(listed, {1});
        const auto& both = controls.GetExperiments();
        NS_TEST_ASSERT_MSG_EQ(both.size(), 2, "two controls");
        NS_TEST_EXPECT_MSG_EQ(both.front().cc, "fixed-rate", "as listed");
        // What a failed run is made again with.
        ExperimentOptions one = Make({{"preset", "roce"}, {"cc", "fixed-rate"}});
        one.ApplyPreset();
        const std::string command =
            FabricProgram::WriteCommand("fabric-compare", one, ExperimentOptions());
        NS_TEST_EXPECT_MSG_EQ(command.find("--preset"), std::string::npos, command);
        NS_TEST_EXPECT_MSG_NE(command.find("lossless=true"), std::string::npos, command);
    }
};

/**
 * @ingroup ai-fabric-tests
 * What sets the presets apart: one loses packets where the other pauses and slows down.
 */
class BehaviourTestCase : public TestCase
{
  public:
    BehaviourTestCase()
        : TestCase("An incast is lossless under roce and loses under spray")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options =
            Make({{"fabric", "fat-tree:k=4"}, {"workload", "incast:fan-in=15,bytes=2MiB"}});
        options.preset = "roce";
        const RunRecord roce = Measure(options);
        options.preset = "spray";
        const RunRecord spray = Measure(options);
        NS_TEST_EXPECT_MSG_EQ(roce.status, "ok", roce.error);
        NS_TEST_EXPECT_MSG_EQ(spray.status, "ok", spray.error);
        NS_TEST_EXPECT_MSG_EQ(*roce.drops, 0, "PFC protects");
        NS_TEST_EXPECT_MSG_GT(*roce.pfcPauses, 0, "by pauses");
        NS_TEST_EXPECT_MSG_GT(*roce.cnps, 0, "and DCQCN hears of it");
        NS_TEST_EXPECT_MSG_GT(*spray.drops, 0, "32 MB into a buffer of 8 MB");
        // Four ports have 8 MB, of which a queue takes alpha / (1 + alpha), and alpha is 8. The
        // frame that crosses the bound and the one on the wire come on top.
        NS_TEST_EXPECT_MSG_LT_OR_EQ(*spray.maxHostQueueBytes, 8000000 * 8 / 9 + 8400, "not more");
        NS_TEST_EXPECT_MSG_GT(*spray.maxHostQueueBytes, 8000000 * 8 / 9 - 4200, "nor less");
        NS_TEST_EXPECT_MSG_EQ(*spray.pfcPauses, 0, "nothing is paused");
        NS_TEST_EXPECT_MSG_EQ(*spray.cnps, 0, "or slowed down");
        options.preset = "roce";
        options.switchModel = "generic-shallow";
        const RunRecord both = Measure(options);
        NS_TEST_EXPECT_MSG_GT(*both.drops, 0, "what is given goes before");
        const auto says = [](const std::string& note) {
            return note.find("--preset=roce does without --switch=") == 0;
        };
        NS_TEST_EXPECT_MSG_EQ(std::count_if(both.notes.begin(), both.notes.end(), says),
                              1,
                              "and that is said");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a newcomer sees first is about balancers: nothing is lost, no timeout passes.
 */
class FirstTableTestCase : public TestCase
{
  public:
    FirstTableTestCase()
        : TestCase("The first comparison loses nothing; private buffers of 800 KB would")
    {
    }

  private:
    void DoRun() override
    {
        const RunRecord ecmp = Measure(Make({{"lb", "ecmp"}}));
        NS_TEST_EXPECT_MSG_EQ(*ecmp.drops, 0, "what collides waits");
        NS_TEST_EXPECT_MSG_EQ(*ecmp.timeouts, 0, "and no NIC waits for a timer");
        NS_TEST_EXPECT_MSG_LT(*ecmp.GetSlowdown(), 4.5, "a link of four flows, and a little more");
        NS_TEST_EXPECT_MSG_GT(*ecmp.GetSlowdown(), 2, "flows share links");
        const RunRecord tight =
            Measure(Make({{"lb", "ecmp"}, {"switch", "generic:buffer-per-port=800KB"}}));
        NS_TEST_EXPECT_MSG_GT(*tight.drops, 0, "private buffers");
        NS_TEST_EXPECT_MSG_GT(*tight.timeouts, 0, "and a timeout of a millisecond");
        NS_TEST_EXPECT_MSG_GT(*tight.GetSlowdown(), 10, "which is not about balancers");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Presets of options, and defaults.
 */
class PresetTestSuite : public TestSuite
{
  public:
    PresetTestSuite()
        : TestSuite("ai-fabric-preset", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new GivenTestCase, Duration::QUICK);
        AddTestCase(new ListTestCase, Duration::QUICK);
        AddTestCase(new BehaviourTestCase, Duration::QUICK);
        AddTestCase(new FirstTableTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const PresetTestSuite g_presetTestSuite;

} // namespace

} // namespace tests
} // namespace aifabric
} // namespace ns3
