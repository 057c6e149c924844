/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Boxes of the table: what they are made of, what fits them, and that documents say the same.
 */

#include "small-fabric-test-helper.h"
#include "source-files.h"

#include "ns3/alpha-policy.h"
#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/fabric-units.h"
#include "ns3/front-panel.h"
#include "ns3/queue-limit.h"
#include "ns3/simulator.h"
#include "ns3/switch-boxes.h"
#include "ns3/switch-choice.h"
#include "ns3/test.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/// @return an experiment that stores nothing
ExperimentOptions
Make(const std::string& model, const std::string& fabric, const std::string& rate)
{
    ExperimentOptions options;
    options.fabric = fabric;
    options.rate = rate;
    options.switchModel = model;
    options.lb = "ecmp";
    options.workload = "incast:fan-in=3,bytes=64KiB";
    options.spread = "0s";
    options.db = "none";
    return options;
}

/// Run an experiment.
RunRecord
Measure(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    RunDetails details;
    return Experiment(options).Measure(details);
}

/// @return the memory of a leaf with 16 ports, to look at
Ptr<SharedMemoryAdmission>
Build(const std::string& model, const std::string& rate)
{
    FabricHelper helper;
    helper.SetLayout(MakeFactory(families::Fabrics(), ParseComponent("leaf-spine")));
    helper.SetLinks(ParseRate(rate), NanoSeconds(500));
    SwitchChoice(model).Configure(helper);
    const auto fabric = helper.Install();
    return DynamicCast<SharedMemoryAdmission>(fabric.GetSwitch(0)->GetAdmission());
}

/**
 * @ingroup ai-fabric-tests
 * Every box is what its row says, and its row is whole.
 */
class RowsTestCase : public TestCase
{
  public:
    RowsTestCase()
        : TestCase("A box has the memory, domains, cells and alpha of its row")
    {
    }

  private:
    void Expect(const SwitchBox& box)
    {
        const FrontPanel panel(box.panel, box.breakout);
        const std::string rate = panel.GetGroups().empty()
                                     ? "100Gbps"
                                     : FormatRate(DataRate(panel.GetGroups().front().rate));
        const auto memory = Build(box.name, rate);
        NS_TEST_ASSERT_MSG_EQ((memory != nullptr), true, box.name);
        const uint64_t bytes = ParseBytes(box.buffer);
        NS_TEST_EXPECT_MSG_EQ(memory->GetTotal(),
                              bytes / box.domains / box.cellBytes * box.cellBytes * box.domains,
                              box.name << ": whole cells of " << bytes);
        NS_TEST_EXPECT_MSG_EQ(memory->GetDomainCount(), box.domains, box.name);
        NS_TEST_EXPECT_MSG_EQ(memory->GetCellBytes(), box.cellBytes, box.name);
        NS_TEST_EXPECT_MSG_EQ((box.domains == 1), box.part.empty(), box.name << " has a die");
        const auto policy = DynamicCast<AlphaPolicy>(memory);
        NS_TEST_EXPECT_MSG_EQ((policy == nullptr), box.alpha.empty(), box.name);
        if (policy)
        {
            NS_TEST_EXPECT_MSG_EQ(policy->GetAlpha(3), std::stod(box.alpha), box.name);
        }
        Simulator::Destroy();
        static const std::set<std::string> columns{"ports",
                                                   "buffer",
                                                   "domains",
                                                   "cell",
                                                   "alpha",
                                                   "latency"};
        std::istringstream words(box.inferred);
        for (std::string word; words >> word;)
        {
            NS_TEST_EXPECT_MSG_EQ(columns.count(word), 1, box.name << ": " << word);
        }
        NS_TEST_EXPECT_MSG_EQ(box.sources.empty(), false, box.name << " has a source");
        const ComponentInfo info = families::SwitchPresets().Find(box.name);
        NS_TEST_EXPECT_MSG_EQ(info.isRow, true, box.name);
        NS_TEST_EXPECT_MSG_NE(info.description.find(box.product), std::string::npos, box.name);
    }

    void DoRun() override
    {
        std::ostringstream table;
        PrintSwitchBoxes(table);
        const std::string text = table.str();
        for (const SwitchBox& box : ListSwitchBoxes())
        {
            Expect(box);
            NS_TEST_EXPECT_MSG_NE(text.find("\n" + box.name + " "), std::string::npos, box.name);
            const bool isBracketed = box.inferred.find("buffer") != std::string::npos;
            NS_TEST_EXPECT_MSG_EQ(
                (text.find("(" + box.buffer + ")") != std::string::npos || !isBracketed),
                true,
                box.name << " tells what is inferred");
        }
        NS_TEST_EXPECT_MSG_GT(ListSwitchBoxes().size(), 20, "they are there");
        for (const char* other : {"N9K-C9364D-GX2A", "nexus-9364d-gx2a", "n9364dgx2a"})
        {
            NS_TEST_EXPECT_MSG_EQ(families::SwitchPresets().Find(other).alias,
                                  "n9364d-gx2a",
                                  other);
        }
        NS_TEST_EXPECT_MSG_EQ(SwitchChoice("nexus-9364d-gx2a:queue-limit=7").ToString(),
                              "n9364d-gx2a:queue-limit=7",
                              "one name in the database");
        const auto pair = Build("n9364d-gx2a", "400Gbps");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(pair->GetLargestQueue(false), 30000000, "of a slice pair");
        NS_TEST_EXPECT_MSG_EQ(pair->GetDomainOf(3), 0, "4 of 16 ports");
        NS_TEST_EXPECT_MSG_EQ(pair->GetDomainOf(4), 1, "and the next");
        Simulator::Destroy();
        const auto level = DynamicCast<AlphaPolicy>(Build("n9364d-gx2a:queue-limit=7", "400Gbps"));
        NS_TEST_EXPECT_MSG_EQ(level->GetAlpha(3), 5, "level 7 of Cloud Scale");
        Simulator::Destroy();
        const auto classes =
            DynamicCast<AlphaPolicy>(Build("n9364e-sg2:class-alphas=1/1/1/0.5/1/1/8/8", "400Gbps"));
        NS_TEST_EXPECT_MSG_EQ(classes->GetAlpha(3), 0.5, "of a class");
        NS_TEST_EXPECT_MSG_EQ(classes->GetAlpha(6), 8, "of another");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * What fits a front panel.
 */
class PanelTestCase : public TestCase
{
  public:
    PanelTestCase()
        : TestCase("Fabrics that need other ports than a box has are refused with the remedy")
    {
    }

  private:
    static constexpr uint64_t G = 1000000000;

    void Expect(const FrontPanel& panel, uint32_t fast, uint64_t rate, uint32_t slow, bool fits)
    {
        std::vector<uint64_t> rates(slow, 100 * G);
        rates.insert(rates.end(), fast, rate * G);
        const std::string problem = panel.Check(rates);
        NS_TEST_EXPECT_MSG_EQ(problem.empty(),
                              fits,
                              panel.ToString() << " with " << fast << "x" << rate << " and " << slow
                                               << "x100: " << problem);
    }

    void DoRun() override
    {
        const FrontPanel one("64x800Gbps", 8);
        Expect(one, 64, 800, 0, true);
        Expect(one, 65, 800, 0, false);
        Expect(one, 128, 400, 0, true);
        Expect(one, 129, 400, 0, false);
        Expect(one, 256, 200, 0, true);
        Expect(one, 0, 0, 512, true);
        Expect(one, 0, 0, 513, false);
        Expect(one, 63, 800, 8, true);
        Expect(one, 63, 800, 9, false);
        Expect(one, 1, 801, 0, false);
        const FrontPanel two("8x400Gbps/28x100Gbps", 4);
        NS_TEST_EXPECT_MSG_EQ(two.ToString(), "28x100Gbps/8x400Gbps", "slowest first");
        NS_TEST_EXPECT_MSG_EQ(two.GetCapacity(), 6000 * G, "6 Tb/s");
        Expect(two, 8, 400, 28, true);
        Expect(two, 8, 400, 29, false);
        Expect(two, 9, 400, 0, false);
        Expect(two, 7, 400, 32, true);
        Expect(two, 7, 400, 33, false);
        Expect(two, 16, 200, 28, true);
        Expect(two, 0, 0, 60, true);
        Expect(FrontPanel("2x400Gbps", 1), 0, 0, 3, false);
        Expect(FrontPanel(), 1000, 800, 1000, true);
        NS_TEST_EXPECT_MSG_EQ(two.Check({400 * G, 300 * G, 500 * G}),
                              "it has 28x100Gbps/8x400Gbps (each 4 links at most), and of 1 links "
                              "of 500Gbps 1 find no port",
                              "what is missing");
        for (const char* wrong : {"64", "x400Gbps", "0x400Gbps", "64x", "64x400Gbps//2x1Gbps"})
        {
            NS_TEST_EXPECT_MSG_NE(Refusal([&]() { FrontPanel(wrong, 1); }), "", wrong);
        }
        InFabrics();
    }

    /// @return what a configuration is refused with
    static std::string Check(const std::string& model,
                             const std::string& fabric,
                             const std::string& rate,
                             bool force = false)
    {
        return Refusal([&]() {
            ExperimentOptions options = Make(model, fabric, rate);
            options.force = force;
            FabricProgram::Prepare(options);
            Experiment(options).Build();
            Simulator::Destroy();
        });
    }

    void InFabrics()
    {
        const std::string wide = "leaf-spine:leaves=2,spines=4,hosts=13";
        NS_TEST_EXPECT_MSG_EQ(
            Check("n9316d-gx", "leaf-spine:leaves=2,spines=4,hosts=12", "400Gbps"),
            "",
            "16 ports");
        const std::string problem = Check("n9316d-gx", wide, "400Gbps");
        NS_TEST_EXPECT_MSG_NE(problem.find("it has 16x400Gbps (each 4 links at most), and of 17 "
                                           "links of 400Gbps 1 find no port; choose a fabric of "
                                           "fewer or slower links, another box (list switch)"),
                              std::string::npos,
                              problem);
        NS_TEST_EXPECT_MSG_NE(problem.find("+leaf=MODEL"), std::string::npos, problem);
        NS_TEST_EXPECT_MSG_EQ(Check("n9316d-gx", wide, "400Gbps", true), "", "--force");
        NS_TEST_EXPECT_MSG_EQ(Check("n9316d-gx", wide, "200Gbps"), "", "two links of a port");
        NS_TEST_EXPECT_MSG_EQ(Check("n9316d-gx+leaf=n9364d-gx2a", wide, "400Gbps"), "", "by tier");
        NS_TEST_EXPECT_MSG_NE(Check("n9364d-gx2a", wide, "800Gbps"), "", "too fast");
        NS_TEST_EXPECT_MSG_EQ(Check("n9316d-gx:panel=17x400Gbps", wide, "400Gbps"),
                              "",
                              "one's own");
        NS_TEST_EXPECT_MSG_EQ(Check("hpcc", wide, "800Gbps"), "", "nothing is known of its ports");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What a model refuses, and how it behaves.
 */
class BehaviourTestCase : public TestCase
{
  public:
    BehaviourTestCase()
        : TestCase("A model of cells of one byte is the generic one, and policies are named")
    {
    }

  private:
    /// @return what a model is refused with
    static std::string Check(const std::string& model)
    {
        return Refusal([&]() {
            const ExperimentOptions options =
                Make(model, "leaf-spine:leaves=2,spines=2,hosts=2", "400Gbps");
            FabricProgram::Prepare(options);
            Experiment(options).Build();
            Simulator::Destroy();
        });
    }

    void DoRun() override
    {
        const std::string fabric = "leaf-spine:leaves=3,spines=1,hosts=8,uplink-rate=3.2Tbps";
        const auto measure = [&](const std::string& model) {
            ExperimentOptions options = Make(model, fabric, "400Gbps");
            options.workload = "incast:fan-in=20,bytes=512KiB";
            return Measure(options);
        };
        const RunRecord generic = measure("generic:shared-buffer=4MB,alpha=1");
        const RunRecord bytes = measure("shared-memory:shared-buffer=4MB,alpha=1,cell-bytes=1");
        NS_TEST_EXPECT_MSG_GT(*generic.drops, 0, "it overflows");
        NS_TEST_EXPECT_MSG_EQ(generic.resultDigest, bytes.resultDigest, "to the bit");
        const RunRecord cells = measure("shared-memory:shared-buffer=4MB,alpha=1,cell-bytes=4000");
        NS_TEST_EXPECT_MSG_GT(*bytes.maxHostQueueBytes, 1950000, "half of 4 MB");
        NS_TEST_EXPECT_MSG_LT(*cells.maxHostQueueBytes, 1060000, "a frame takes 8,000 bytes");
        const RunRecord pairs = measure("shared-memory:shared-buffer=4MB,alpha=14,domains=4");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(*pairs.maxHostQueueBytes, 1000000, "a quarter");
        NS_TEST_EXPECT_MSG_GT(*pairs.maxHostQueueBytes, 850000, "most of it");

        NS_TEST_EXPECT_MSG_EQ(Check("n9364d-gx2a:policy=complete-sharing"), "", "by name");
        NS_TEST_EXPECT_MSG_EQ(Check("n9364d-gx2a:policy=static:limit=1MB"), "", "with parameters");
        NS_TEST_EXPECT_MSG_NE(Check("shared-memory:policy=statik").find("did you mean 'static'?"),
                              std::string::npos,
                              Check("shared-memory:policy=statik"));
        NS_TEST_EXPECT_MSG_EQ(Check("shared-memory:policy=static:cell-bytes=1"),
                              "policy=static:cell-bytes=1: cell-bytes is a parameter of the switch "
                              "model, beside policy",
                              "what is the model's");
        NS_TEST_EXPECT_MSG_EQ(Check("shared-memory:queue-limit=11"),
                              "queue-limit=11 is no level; they are 0 to 10",
                              "no level");
        NS_TEST_EXPECT_MSG_EQ(Check("shared-memory:class-alphas=1/2"),
                              "class-alphas=1/2 are not 8 positive numbers of classes 0 to 7, "
                              "joined by /",
                              "too few");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The page of boxes has the table.
 */
class PageTestCase : public TestCase
{
  public:
    PageTestCase()
        : TestCase("doc/shared-buffer.rst has the table that list switch prints")
    {
    }

  private:
    void DoRun() override
    {
        SetDataDir(NS_TEST_SOURCEDIR);
        std::ifstream in(CreateDataDirFilename("../doc/shared-buffer.rst"));
        std::ostringstream page;
        page << in.rdbuf();
        std::ostringstream table;
        PrintSwitchBoxes(table);
        std::istringstream lines(table.str());
        size_t from = 0;
        for (std::string line; std::getline(lines, line);)
        {
            const size_t found =
                page.str().find(line.empty() ? "\n\n" : "\n  " + line + "\n", from);
            NS_TEST_ASSERT_MSG_NE(found, std::string::npos, "the page lacks: " << line);
            from = found;
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SwitchBoxesTestSuite : public TestSuite
{
  public:
    SwitchBoxesTestSuite()
        : TestSuite("ai-fabric-switch-boxes", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RowsTestCase, Duration::QUICK);
        AddTestCase(new PanelTestCase, Duration::QUICK);
        AddTestCase(new BehaviourTestCase, Duration::QUICK);
        AddTestCase(new PageTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const SwitchBoxesTestSuite g_switchBoxesTestSuite;

} // namespace
