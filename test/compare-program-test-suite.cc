/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The program that compares, with strategies that are refused when a fabric is built or make a
 * mistake at work, and with what a program brings along.
 */

#include "program-test-helper.h"

#include "ns3/compare-program.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/own-program.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/test.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/// Fits no fabric, which shows when one is built.
class UnfitLoadBalancer : public SwitchLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::aifabric::UnfitLoadBalancer")
                                .SetParent<SwitchLoadBalancer>()
                                .AddConstructor<UnfitLoadBalancer>();
        return tid;
    }

  private:
    void DoStart() override
    {
        throw ConfigError("it fits nowhere");
    }

    uint32_t DoSelect(const Frame&, const Candidates&) override
    {
        return 0;
    }
};

/// Chooses what there is not.
class WrongLoadBalancer : public SwitchLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::aifabric::WrongLoadBalancer")
                                .SetParent<SwitchLoadBalancer>()
                                .AddConstructor<WrongLoadBalancer>();
        return tid;
    }

  private:
    uint32_t DoSelect(const Frame&, const Candidates& candidates) override
    {
        return candidates.GetCount();
    }
};

/// What came of a program.
struct Answer
{
    int code;           ///< exit code
    std::string output; ///< what it printed
    std::string errors; ///< and on standard error
};

} // namespace

/**
 * @ingroup ai-fabric-tests
 * What `compare` says and stores.
 */
class CompareProgramTestCase : public TestCase
{
  public:
    CompareProgramTestCase()
        : TestCase("What is refused is not run, what fails is named, a program's own options hold")
    {
    }

  private:
    Answer Run(std::vector<std::string> arguments, const ExperimentOptions& own = {})
    {
        arguments.emplace_back("--fabric=leaf-spine:leaves=2,spines=2,hosts=2");
        arguments.emplace_back("--db=" + m_db);
        unlink(m_db.c_str());
        const std::string output = CreateTempDirFilename("output.txt");
        const std::string errors = CreateTempDirFilename("errors.txt");
        const int code = Wait(Fork([&] {
            UnfitLoadBalancer::GetTypeId();
            WrongLoadBalancer::GetTypeId();
            return RunMain(
                [&own](int argc, char** argv) {
                    return RunOwnProgram("my-program", "A test.", argc, argv, own);
                },
                arguments,
                output,
                errors);
        }));
        return {code, ReadBytes(output), ReadBytes(errors)};
    }

    void Expect(const std::string& text, const std::string& part, bool isThere = true)
    {
        NS_TEST_EXPECT_MSG_EQ((text.find(part) != std::string::npos),
                              isThere,
                              part << " in\n"
                                   << text);
    }

    void DoRun() override
    {
        m_db = CreateTempDirFilename("compare.sqlite");
        Answer result = Run({"compare", "--lb=ecmp,unfit", "--cc=fixed-rate,window", "--run=1..2"});
        NS_TEST_EXPECT_MSG_EQ(result.code, 0, result.errors);
        Expect(result.output, "not run: cc=fixed-rate lb=unfit, and 1 more: ");
        Expect(result.output, "it fits nowhere");
        Expect(result.output, "4 runs appended");
        Expect(result.errors, "cc=window lb=unfit run=2: refused");
        NS_TEST_EXPECT_MSG_EQ(Ask(m_db, "SELECT count(*) || group_concat(DISTINCT lb) FROM run"),
                              "4ecmp",
                              "what is refused is not stored");
        NS_TEST_EXPECT_MSG_EQ(Ask(m_db, "SELECT group_concat(DISTINCT program) FROM summary"),
                              "my-program",
                              "what made it");
        result = Run({"compare", "--lb=unfit", "--run=1..2"});
        NS_TEST_EXPECT_MSG_EQ(result.code, 2, "nothing is run");
        Expect(result.errors, "not run: lb=unfit: ");
        NS_TEST_EXPECT_MSG_EQ(result.output, "", "no table");

        result = Run({"compare", "--lb=wrong,ecmp", "--run=3,5", "--rate=100Gbps"});
        NS_TEST_EXPECT_MSG_EQ(result.code, 1, "a failure");
        Expect(result.errors, "lb=wrong run=5 failed: ");
        Expect(result.errors,
               "alone: my-program --fabric=leaf-spine:leaves=2,spines=2,hosts=2 --rate=100Gbps "
               "--lb=wrong --run=3\n");
        NS_TEST_EXPECT_MSG_EQ(
            Ask(m_db,
                "SELECT group_concat(status || lb || run) FROM (SELECT * FROM run ORDER BY run)"
                " WHERE status = 'ok'"),
            "okecmp3,okecmp5",
            "the others go on");
        NS_TEST_EXPECT_MSG_EQ(Ask(m_db, "SELECT count(*) FROM run WHERE status = 'failed'"),
                              "2",
                              "failures are stored");
        Options();
        for (const auto& [argument, reason] : std::vector<std::pair<std::string, std::string>>{
                 {"--run=5..1", "--run=5..1: '5..1' is neither"},
                 {"--run=1..x", "'1..x' is neither"},
                 {"--run=99999999999999999999", "nor a range like 1..5"},
                 {"--run=", "--run=: '' is neither"},
                 {"--run=1..900000000", "more than 100000 runs"},
                 {"--run=1..3,2", "names run 2 twice"},
                 {"--ascii=a", "is for one run"}})
        {
            result = Run({"compare", argument});
            NS_TEST_EXPECT_MSG_EQ(result.code, 2, argument);
            Expect(result.errors, "my-program compare: ");
            Expect(result.errors, reason);
        }
    }

    /// What holds unless the arguments say otherwise.
    void Options()
    {
        ExperimentOptions own;
        own.lb = "drill";
        own.cc = "window";
        own.pcap = "/nowhere/at/all"; // for one run
        Answer result = Run({"compare"}, own);
        NS_TEST_EXPECT_MSG_EQ(result.code, 0, result.errors);
        NS_TEST_EXPECT_MSG_EQ(Ask(m_db,
                                  "SELECT group_concat(lb || cc) FROM (SELECT lb, cc FROM run "
                                  "ORDER BY lb)"),
                              "drillwindow,ecmpwindow,ofanwindow,spraywindow",
                              "the program's own strategy and control");
        result = Run({"compare", "--workload=shift:offset=1,shift:offset=2"}, own);
        NS_TEST_EXPECT_MSG_EQ(Ask(m_db, "SELECT group_concat(lb) FROM run"), "drill,drill", "");
        result = Run({"compare", "--PrintHelp"}, own);
        Expect(result.output, "my-program compare [Program Options]");
        Expect(result.output, "drill is used if another");
        const std::string spec = CreateTempDirFilename("sweep.json");
        WriteBytes(spec,
                   R"({"name": "s", "base": {"fabric": "leaf-spine:leaves=2,spines=2,hosts=2"},)"
                   R"( "grid": {"lb": ["ecmp", "ofan", "wrong"]}})");
        unlink(m_db.c_str());
        const int code = Wait(Fork([&] {
            WrongLoadBalancer::GetTypeId();
            return RunMain(
                [&own](int argc, char** argv) {
                    return RunOwnProgram("my-program", "A test.", argc, argv, own);
                },
                {"sweep", spec, "--db=" + m_db},
                "/dev/null");
        }));
        NS_TEST_EXPECT_MSG_EQ(code, 1, "a sweep in which a run makes a mistake");
        NS_TEST_EXPECT_MSG_EQ(
            Ask(m_db,
                "SELECT group_concat(state) FROM (SELECT state FROM sweep_run ORDER BY state)"),
            "failed,ok,ok",
            "which is a failure, not a refusal");
        NS_TEST_EXPECT_MSG_EQ(
            Ask(m_db,
                "SELECT group_concat(lb || cc || program) FROM (SELECT * FROM run ORDER BY lb)"),
            "ecmpwindowmy-program,ofanwindowmy-program,wrongwindowmy-program",
            "its options hold, too");
    }

    std::string m_db;
};

/**
 * @ingroup ai-fabric-tests
 * The suite of programs that compare.
 */
class CompareProgramTestSuite : public TestSuite
{
  public:
    CompareProgramTestSuite()
        : TestSuite("ai-fabric-compare-program", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new CompareProgramTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static CompareProgramTestSuite g_compareProgramTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
