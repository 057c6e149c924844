/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a switch makes of DSCPs, and the profiles that say so.
 */

#include "qos-bench.h"

#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/frame-codec.h"
#include "ns3/qos-profile.h"
#include "ns3/test.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Classes by DSCP.
 */
class ClassMapTestCase : public TestCase
{
  public:
    ClassMapTestCase()
        : TestCase("A DSCP stands for a class at the switch, and stays what it is")
    {
    }

  private:
    void Expect(const std::string& profile, uint8_t given, uint8_t expected)
    {
        PortBench bench;
        PrepareProfile(bench, profile, 2);
        const auto& log = bench.Watch(bench.SwitchPort(1));
        bench.Send(0, {0, 1, 1000, given});
        bench.Run();
        const std::string what = profile + ", class " + std::to_string(given);
        NS_TEST_ASSERT_MSG_EQ(log.size(), 1, what);
        NS_TEST_EXPECT_MSG_EQ(+log[0].what.priority, +expected, what);
        NS_TEST_EXPECT_MSG_EQ(+FrameCodec::GetDscp(log[0].what),
                              +FrameCodec::PriorityToDscp(given),
                              what << ": the DSCP");
        NS_TEST_EXPECT_MSG_EQ(+bench.Fabric().GetSwitch(0)->MapClass(given), +expected, what);
        bench.Destroy();
    }

    void Refuse(const std::string& map, const std::string& part)
    {
        std::string text;
        try
        {
            PortBench bench;
            PrepareProfile(bench, "default:class-map=" + map, 2);
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ((text.find(part) != std::string::npos), true, map << ": " << text);
    }

    void DoRun() override
    {
        // Hosts send class 3 as DSCP 26, others as eight times the class.
        Expect("cisco-400g", 3, 3);
        Expect("cisco-400g", 6, 7);
        Expect("cisco-400g", 5, 0);
        Expect("sonic", 3, 1);
        Expect("sonic", 6, 6);
        Expect("sonic", 1, 0);
        Expect("default", 5, 5);
        Expect("default:class-map=40:2", 5, 2);
        Expect("default:class-map=40:2", 4, 4);
        Expect("default:class-map=*:1/40:2", 5, 2);
        Refuse("64:1", "'64:1'");
        Refuse("1:8", "'1:8'");
        Refuse("1:2/1:3", "'1:3'");
        Refuse("x", "'x'");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Profiles of vendors, in whole experiments.
 */
class ProfilesTestCase : public TestCase
{
  public:
    ProfilesTestCase()
        : TestCase("Every profile runs, marks and pauses; what is inferred is named")
    {
    }

  private:
    RunRecord Run(const std::string& model)
    {
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=2,spines=2,hosts=8";
        options.workload = "incast:fan-in=15,bytes=1MB";
        options.cc = "dcqcn";
        options.lb = "ecmp";
        options.switchModel = model;
        options.db = "none";
        FabricProgram::Prepare(options);
        return Experiment(options).Execute();
    }

    static std::string Get(Ptr<const QosProfile> profile, const std::string& name)
    {
        StringValue value;
        profile->GetAttribute(name, value);
        return value.Get();
    }

    void DoRun() override
    {
        const std::vector<std::string> names{"arista",
                                             "cisco-100g",
                                             "cisco-400g",
                                             "cumulus",
                                             "default",
                                             "sonic"};
        std::vector<std::string> found;
        for (const ComponentInfo& info : QosProfile::GetFamily().List())
        {
            found.push_back(info.alias);
            const auto profile = CreateComponent<QosProfile>(QosProfile::GetFamily(), info.alias);
            std::istringstream inferred(Get(profile, "Inferred"));
            for (std::string key; std::getline(inferred, key, '/');)
            {
                bool isSet = false;
                for (const auto& [name, value] : info.preset)
                {
                    isSet = isSet || name == key;
                }
                NS_TEST_EXPECT_MSG_EQ(isSet, true, info.alias << " infers what it sets: " << key);
            }
        }
        std::sort(found.begin(), found.end());
        NS_TEST_ASSERT_MSG_EQ(found.size(), names.size(), "profiles");
        NS_TEST_EXPECT_MSG_EQ((found == names), true, "their names");
        const std::string buffers = "generic:shared-per-port=8MB,xoff=4MB,xon=3MB";
        for (const std::string& name : names)
        {
            const RunRecord run = Run(buffers + ",qos=" + name);
            NS_TEST_EXPECT_MSG_EQ(run.status, "ok", name << ": " << run.error);
            // SONiC's map has no class of its own for DSCP 26.
            const bool marks = name != "sonic";
            NS_TEST_EXPECT_MSG_EQ((*run.ecnMarks > 0), marks, name << ": marks");
        }
        // The profile protects class 3: what was lost before is paused.
        const RunRecord lossy = Run("generic:shared-per-port=100KB");
        const RunRecord lossless = Run("generic:shared-per-port=500KB,xoff=60KB,xon=50KB,"
                                       "qos=cisco-400g");
        NS_TEST_EXPECT_MSG_GT(*lossy.drops, 0, "lossy");
        NS_TEST_EXPECT_MSG_EQ(*lossless.drops, 0, "lossless");
        NS_TEST_EXPECT_MSG_GT(*lossless.pfcPauses, 0, "by pauses");
        std::string text;
        try
        {
            Run("generic:qos=cisko-400g");
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ((text.find("cisco-400g") != std::string::npos), true, text);
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class QosProfileTestSuite : public TestSuite
{
  public:
    QosProfileTestSuite()
        : TestSuite("ai-fabric-qos-profile", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new ClassMapTestCase, Duration::QUICK);
        AddTestCase(new ProfilesTestCase, Duration::QUICK);
    }
};

const QosProfileTestSuite g_qosProfileTestSuite; ///< the instance that registers the suite

} // namespace
