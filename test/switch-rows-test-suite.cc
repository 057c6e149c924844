/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Switch models that are rows of a table: of the module, of a program, of a user's file.
 */

#include "ns3/component-families.h"
#include "ns3/component-row.h"
#include "ns3/config-error.h"
#include "ns3/experiment-identity.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/file-switch-preset.h"
#include "ns3/simulator.h"
#include "ns3/switch-choice.h"
#include "ns3/test.h"

#include <fstream>
#include <map>
#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// @return an experiment that stores nothing
ExperimentOptions
Make(const std::string& model)
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=3,spines=1,hosts=8,uplink-rate=3.2Tbps";
    options.switchModel = model;
    options.workload = "incast:fan-in=20,bytes=512KiB";
    options.lb = "ecmp";
    options.spread = "0s";
    options.db = "none";
    return options;
}

/// Run an experiment.
RunRecord
Measure(const std::string& model)
{
    const ExperimentOptions options = Make(model);
    FabricProgram::Prepare(options);
    RunDetails details;
    return Experiment(options).Measure(details);
}

/// @return what a configuration is refused with, or "accepted"
std::string
Check(const std::string& model)
{
    try
    {
        const ExperimentOptions options = Make(model);
        FabricProgram::Prepare(options);
        Experiment experiment(options);
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
    return "accepted";
}

/**
 * @ingroup ai-fabric-tests
 * Rows are members of their family.
 */
class RowsTestCase : public TestCase
{
  public:
    RowsTestCase()
        : TestCase("A row is a switch with a name of its own")
    {
    }

  private:
    void DoRun() override
    {
        const ComponentFamily& family = families::SwitchPresets();
        std::ostringstream list;
        family.Describe(list);
        const std::string text = list.str();
        const size_t deep = text.find("\ngeneric-deep: a switch of no vendor with 100 MB");
        const size_t value = text.find("    buffer-per-port=100MB  (integer", deep);
        NS_TEST_ASSERT_MSG_EQ((deep != std::string::npos && value != std::string::npos),
                              true,
                              text);
        NS_TEST_EXPECT_MSG_LT(value, text.find("\ngeneric-shallow:"), "its own value is listed");
        NS_TEST_EXPECT_MSG_EQ((text.find("generic: a switch") < deep), true, "and the class");
        NS_TEST_EXPECT_MSG_EQ(family.Find("ns3::aifabric::GenericSwitchPreset").alias,
                              "generic",
                              "a full name is that of the class");
        for (const ComponentRow& row : RegisterComponentRows::List())
        {
            if (TypeId::LookupByName(row.type).IsChildOf(SwitchPreset::GetTypeId()))
            {
                NS_TEST_EXPECT_MSG_EQ(Check(row.name), "accepted", row.name);
            }
        }

        const auto choose = [](const std::string& model, bool isTotal = false) {
            FabricHelper helper;
            helper.SetLayout(MakeFactory(families::Fabrics(), ParseComponent("leaf-spine")));
            SwitchChoice(model).Configure(helper);
            const auto fabric = helper.Install();
            const Ptr<BufferAdmission> admission = fabric.GetSwitch(0)->GetAdmission();
            const uint64_t buffer = isTotal ? admission->GetTotal() : admission->GetBufferPerPort();
            Simulator::Destroy();
            return buffer;
        };
        NS_TEST_EXPECT_MSG_EQ(choose("generic-deep"), 100000000, "what the row sets");
        NS_TEST_EXPECT_MSG_EQ(choose("Generic_Deep:buffer-per-port=2MB"), 2000000, "over it");
        NS_TEST_EXPECT_MSG_EQ(choose("generic-shallow"), 4000000 / 16, "shared by 16 ports");
        NS_TEST_EXPECT_MSG_EQ(choose("generic:shared-per-port=3MB"), 3000000, "for each of 16");
        const std::string trims = "generic:buffer-per-port=80KB,trim=true";
        NS_TEST_EXPECT_MSG_EQ(choose(trims, true),
                              16 * (80000 + 8 * 10000),
                              "an eighth for each class, besides");
        NS_TEST_EXPECT_MSG_EQ(choose(trims + ",lossless=true,kmax=300KB", true),
                              16 * 80000,
                              "none where nothing is trimmed");
        const std::string both = Check("generic:shared-per-port=3MB,shared-buffer=9MB");
        NS_TEST_EXPECT_MSG_NE(both.find("give one of them"), std::string::npos, both);
        try
        {
            choose("generic:shared-per-port=100");
            NS_TEST_EXPECT_MSG_EQ(true, false, "a buffer without room for a frame");
        }
        catch (const ConfigError& error)
        {
            const std::string tiny = error.what();
            NS_TEST_EXPECT_MSG_NE(tiny.find("shared-per-port=100 makes a buffer of 1600 bytes"),
                                  std::string::npos,
                                  tiny);
            Simulator::Destroy();
        }
        NS_TEST_EXPECT_MSG_EQ(SwitchChoice("GenericDeep:kmin=1MB+spine=generic-shallow").ToString(),
                              "generic-deep:kmin=1MB+spine=generic-shallow",
                              "in one form");
        const RegisterComponentRows rows{
            {"tests-tiny",
             "ns3::aifabric::GenericSwitchPreset",
             "of a program",
             {{"buffer-per-port", "20KB"}, {"kmin", "5KB"}, {"kmax", "10KB"}}},
        };
        NS_TEST_EXPECT_MSG_EQ(choose("tests-tiny"), 20000, "a row of a program");
        NS_TEST_EXPECT_MSG_NE(Check("tests-tinny").find("did you mean 'tests-tiny'?"),
                              std::string::npos,
                              Check("tests-tinny"));
        NS_TEST_EXPECT_MSG_NE(
            Check("generic-deep:alpah=1").find("switch 'generic-deep': unknown parameter 'alpah'"),
            std::string::npos,
            Check("generic-deep:alpah=1"));
    }
};

/**
 * @ingroup ai-fabric-tests
 * A row behaves as what it says.
 */
class BehaviourTestCase : public TestCase
{
  public:
    BehaviourTestCase()
        : TestCase("Shallow buffers drop, deep ones wait, and a row is what it sets")
    {
    }

  private:
    void DoRun() override
    {
        const RunRecord shallow = Measure("generic-shallow");
        const RunRecord deep = Measure("generic-deep");
        NS_TEST_EXPECT_MSG_GT(*shallow.drops, 0, "20 senders overrun half of 4 MB");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(*shallow.maxHostQueueBytes, 2010000, "half of the buffer");
        NS_TEST_EXPECT_MSG_EQ(*deep.drops, 0, "and not 100 MB");
        NS_TEST_EXPECT_MSG_GT(*deep.maxHostQueueBytes, 2010000, "but queues are longer");
        NS_TEST_EXPECT_MSG_EQ(shallow.resultDigest,
                              Measure("generic:shared-buffer=4MB,alpha=1").resultDigest,
                              "written out");
        NS_TEST_EXPECT_MSG_EQ(Measure("generic-shallow:shared-buffer=40MB").resultDigest,
                              Measure("generic:shared-buffer=40MB,alpha=1").resultDigest,
                              "what is given goes before the row");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Rows of a user's file.
 */
class FileTestCase : public TestCase
{
  public:
    FileTestCase()
        : TestCase("Rows of a file and its errors by line")
    {
    }

  private:
    /// Write the file.
    static void Write(const std::string& path, const std::string& text)
    {
        std::ofstream(path) << text;
    }

    void Expect(const std::string& path, const std::string& text, const std::string& problem)
    {
        Write(path, text);
        const std::string said = Check("file:path=" + path);
        NS_TEST_EXPECT_MSG_EQ(said, (problem == "" ? "accepted" : problem), text);
    }

    void CheckErrors(const std::string& path)
    {
        const std::string at = path + ", line ";
        Expect(path, "a = generic", "");
        Expect(path, "\n# nothing\r\n  a=generic:kmin=1KB # less \r\n\n", "");
        Expect(path, "", "there is no row in the file '" + path + "'");
        Expect(path,
               "# x\n\ngeneric\n",
               at + "3: 'generic' is no row; expected name = model:key=value,key=value");
        Expect(path,
               "generic:kmin=1KB",
               at + "1: 'generic:kmin=1KB' is no row; expected name = model:key=value,key=value");
        Expect(path, "a = generic\nA=generic", at + "2: there is a row 'a' already");
        Expect(path,
               "a =",
               at + "1: component '': it has no name; expected name or name:key=value,key=value");
        Expect(path, "a = generic:kmin=9,kmax=8", at + "1: generic: kmin=9 exceeds kmax=8");
        Expect(path,
               "a = generic\nb = file:path=" + path,
               at + "2: a row is not that of another file");
        Expect(path,
               "a = generic\nb = generic-deep",
               "the file '" + path + "' has 2 rows: choose one by row=NAME; known: a, b");
        Write(path, "a = generic:kmni=1");
        NS_TEST_EXPECT_MSG_EQ(Check("file:path=" + path)
                                  .find(at + "1: switch 'generic': unknown parameter 'kmni'; did "
                                             "you mean 'kmin'?"),
                              0,
                              Check("file:path=" + path));
        Write(path, "alpha = generic\nbeta = generic-deep");
        NS_TEST_EXPECT_MSG_EQ(Check("file:row=betta,path=" + path),
                              "there is no row 'betta' in the file '" + path +
                                  "'; did you mean 'beta'? known: alpha, beta",
                              "an unknown row");
        NS_TEST_EXPECT_MSG_EQ(Check("file"),
                              "switch 'file' needs the path of a file: "
                              "file:path=FILE",
                              "no path");
        NS_TEST_EXPECT_MSG_EQ(Check("file:path=" + path + ".not"),
                              "the file '" + path + ".not' cannot be opened",
                              "no file");
    }

    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("boxes.txt");
        CheckErrors(path);
        Write(path,
              "tor   = generic:shared-buffer=4MB,alpha=1\n"
              "spine = generic-deep:latency=1us\n");
        const std::string file = "file:path=" + path;
        const std::string both = file + ",row=tor+spine=" + file + ",row=spine";
        NS_TEST_EXPECT_MSG_EQ(SwitchChoice(both).ToString(),
                              "generic:alpha=1,shared-buffer=4MB+spine=generic-deep:latency=1us",
                              "what is stored says what the file said");
        NS_TEST_EXPECT_MSG_EQ(SwitchChoice(file + ",row=spine,latency=2us,kmin=2KB").ToString(),
                              "generic-deep:kmin=2KB,latency=2us",
                              "what is given goes before the row");
        NS_TEST_EXPECT_MSG_EQ(
            ExperimentIdentity(ExperimentPlan(Make(both))).ToString(),
            ExperimentIdentity(
                ExperimentPlan(Make("generic:shared-buffer=4MB,alpha=1+spine=generic-deep:"
                                    "latency=1us")))
                .ToString(),
            "one experiment, wherever it is written");
        const RunRecord run = Measure(file + ",row=tor");
        NS_TEST_EXPECT_MSG_EQ(run.resultDigest, Measure("generic-shallow").resultDigest, "it runs");
        NS_TEST_EXPECT_MSG_EQ(run.switchModel, "generic:alpha=1,shared-buffer=4MB", "stored");

        SwitchModel model;
        const auto preset =
            CreateComponent<SwitchPreset>(families::SwitchPresets(), file + ",row=tor");
        preset->Configure(model); // without an experiment
        NS_TEST_EXPECT_MSG_EQ(model.Make(4178)->GetAdmission()->GetInstanceTypeId().GetName(),
                              "ns3::aifabric::DynamicThresholdAdmission",
                              "as a preset");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SwitchRowsTestSuite : public TestSuite
{
  public:
    SwitchRowsTestSuite()
        : TestSuite("ai-fabric-switch-rows", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RowsTestCase, Duration::QUICK);
        AddTestCase(new BehaviourTestCase, Duration::QUICK);
        AddTestCase(new FileTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const SwitchRowsTestSuite g_switchRowsTestSuite;

} // namespace
