/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs of programs that are written on the helpers, stored as those of `aifabric run`.
 */

#include "run-with.h"
#include "small-fabric-test-helper.h"

#include "ns3/config-error.h"
#include "ns3/config.h"
#include "ns3/experiment-plan.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/fault-helper.h"
#include "ns3/own-run.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-connection.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <unistd.h>

using namespace ns3;
using namespace ns3::aifabric;
using ns3::aifabric::tests::Refusal;
using ns3::aifabric::tests::SmallFabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * A program of one's own beside the command line.
 */
class OwnRunTestCase : public TestCase
{
  public:
    OwnRunTestCase()
        : TestCase("A run of an own program is stored with all that a run has")
    {
    }

  private:
    static ExperimentOptions MakeOptions()
    {
        ExperimentOptions options;
        options.db = "none";
        options.fabric = "fat-tree:k=4";
        options.lb = "ofan";
        options.workload = "permutation:bytes=100KiB";
        options.spread = "0s";
        return options;
    }

    /// Run what the options say, by the helpers; store it if there is a file.
    RunRecord Execute(const std::string& file, OwnRun::Detail detail, Time stop)
    {
        FabricProgram::Prepare(MakeOptions());
        FabricHelper helper;
        ExperimentPlan(MakeOptions()).Configure(helper);
        FabricContainer fabric = helper.Install();
        WorkloadHelper workload("ns3::aifabric::PermutationWorkload",
                                "Bytes",
                                UintegerValue(100 << 10));
        const ApplicationContainer applications = workload.Install(fabric);
        OwnRun run(fabric);
        std::string problem;
        try
        {
            run.Store(file);
        }
        catch (const ConfigError& error)
        {
            problem = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(problem.find("AddJob()"), std::string::npos, "no job: " << problem);
        run.AddJob(applications, "permutation:bytes=100KiB");
        run.SetParameter("knob", "7");
        run.SetLabel("mine");
        Simulator::Stop(stop);
        Simulator::Run();
        const RunRecord record = run.Store(file, detail);
        Simulator::Destroy();
        return record;
    }

    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("own-run.sqlite");
        unlink(file.c_str());
        const RunRecord own = Execute(file, OwnRun::Detail::ALL, Seconds(1));
        FabricProgram::Prepare(MakeOptions());
        Experiment experiment(MakeOptions());
        const RunRecord line = experiment.Execute();
        NS_TEST_EXPECT_MSG_EQ(own.status, "ok", own.error);
        NS_TEST_EXPECT_MSG_EQ(own.resultDigest, line.resultDigest, "the same simulation");
        NS_TEST_EXPECT_MSG_EQ(own.fabric, line.fabric, "what it was made of");
        NS_TEST_EXPECT_MSG_EQ(own.lb, line.lb, "strategy");
        NS_TEST_EXPECT_MSG_EQ(own.cc, line.cc, "control");
        NS_TEST_EXPECT_MSG_EQ(own.recovery, line.recovery, "recovery");
        NS_TEST_EXPECT_MSG_LT(*own.boundNs, *line.boundNs + 1e-6, "it is one of all starts");
        NS_TEST_EXPECT_MSG_EQ_TOL(*own.boundNs, *line.boundNs, *line.boundNs * 0.01, "bound");
        NS_TEST_EXPECT_MSG_EQ(*own.cctNs, *line.cctNs, "completion");
        NS_TEST_EXPECT_MSG_EQ(*own.packetHops, *line.packetHops, "hops");
        NS_TEST_EXPECT_MSG_EQ(own.moduleVersion, line.moduleVersion, "version");

        const RunRecord cut = Execute(file, OwnRun::Detail::SUMMARY, MicroSeconds(2));
        NS_TEST_EXPECT_MSG_EQ(cut.status, "stopped", cut.error);
        const std::string end =
            "16 of 16 tasks did not end before the program ended the run at 2 us";
        NS_TEST_EXPECT_MSG_EQ(cut.error.find(end), 0, "by whom: " << cut.error);
        SqliteConnection db(file,
                            SqliteConnection::Mode::READ_WRITE,
                            std::chrono::milliseconds(1000));
        const auto number = [&db](const std::string& query) { return db.QueryInteger(query); };
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM summary WHERE label = 'mine'"), 2, "");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM flow"), 16, "those of the first run");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) > 90 FROM port"), 1, "its ports");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM summary WHERE slowdown > 1 AND "
                                     "json_extract(parameters, '$.knob') = '7'"
                                     " AND json_extract(experiment, '$.knob') = '7'"),
                              1,
                              "parameters");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Runs that differ in anything.
 */
class OwnRunIdentityTestCase : public TestCase
{
  public:
    OwnRunIdentityTestCase()
        : TestCase("Own runs that differ in any attribute are different experiments")
    {
    }

  private:
    /// What tells a run from others.
    static std::string Identify(
        const std::function<void(FabricHelper&)>& configure,
        const std::function<void(const FabricContainer&)>& change = [](const FabricContainer&) {})
    {
        const SmallFabric small(configure);
        change(small.fabric);
        OwnRun run(small.fabric);
        run.AddJob(small.applications, "permutation:bytes=100KiB");
        Simulator::Run();
        const std::string identity = run.Fill().experiment;
        Simulator::Destroy();
        return identity;
    }

    void DoRun() override
    {
        const auto nothing = [](FabricHelper&) {};
        const std::string plain = Identify(nothing);
        NS_TEST_EXPECT_MSG_EQ(Identify(nothing), plain, "the same again");
        for (const std::string part : {R"("rate":"400Gbps")", R"("delay":"500ns")"})
        {
            NS_TEST_EXPECT_MSG_NE(plain.find(part), std::string::npos, part << " in " << plain);
        }
        const auto marks = [](FabricHelper& helper) {
            helper.SetMarkerAttribute("Kmin", UintegerValue(12345));
        };
        NS_TEST_EXPECT_MSG_NE(Identify(marks).find(R"("marker.kmin":"12)"),
                              std::string::npos,
                              "by the name of the part");
        const auto balances = [](FabricHelper& helper) {
            helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        };
        NS_TEST_EXPECT_MSG_EQ(Identify(balances), plain, "strategies are compared within one");
        std::set<std::string> all{plain, Identify(marks)};
        all.insert(Identify(
            [](FabricHelper& helper) { helper.SetLinks(DataRate("200Gbps"), NanoSeconds(500)); }));
        all.insert(Identify(
            [](FabricHelper& helper) { helper.SetLinks(DataRate("400Gbps"), NanoSeconds(501)); }));
        all.insert(Identify(
            [](FabricHelper& helper) { helper.SetNicAttribute("Burst", UintegerValue(2)); }));
        all.insert(Identify([](FabricHelper& helper) {
            helper.SetPfcAttribute("LosslessClasses", UintegerValue(0x10));
        }));
        // Of a single part, and set by whatever means.
        const auto burst = [](uint32_t host) {
            return Identify([](FabricHelper&) {},
                            [host](const FabricContainer& fabric) {
                                Config::Set("/NodeList/" + std::to_string(host) +
                                                "/$ns3::aifabric::RoceNic/AckClass",
                                            UintegerValue(5));
                            });
        };
        all.insert(burst(0));
        all.insert(burst(1));
        NS_TEST_EXPECT_MSG_EQ(all.size(), 8, "each differs from all others");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Runs that come to no good end.
 */
class OwnRunEndTestCase : public TestCase
{
  public:
    OwnRunEndTestCase()
        : TestCase("How an own run ended is judged as runs of the command line are")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("own-run-ends.sqlite");
        unlink(file.c_str());
        const std::string fault = "link:names=host0-leaf0,time=0s";
        SmallFabric small;
        FaultHelper faults;
        faults.Add(fault);
        const auto injector = faults.Install(small.fabric);
        OwnRun run(small.fabric);
        run.AddJob(small.applications, "permutation:bytes=100KiB");
        run.SetFaults(injector, fault);
        NS_TEST_EXPECT_MSG_NE(Refusal([&]() { run.Store(file); }).find("nothing has run"),
                              std::string::npos,
                              "too early");
        Simulator::Run();
        const RunRecord own = run.Store(file);
        Simulator::Destroy();
        const RunRecord line = RunWith({{"fabric", "leaf-spine:leaves=2,spines=2,hosts=2"},
                                        {"workload", "permutation:bytes=100KiB"},
                                        {"spread", "0s"},
                                        {"jitter", "0s"},
                                        {"fault", fault}});
        NS_TEST_EXPECT_MSG_EQ(own.status, "failed", "a host is cut off");
        NS_TEST_EXPECT_MSG_EQ(own.error, line.error, "in the same words");
        NS_TEST_EXPECT_MSG_NE(own.error.find("gave up"), std::string::npos, own.error);

        SmallFabric broken;
        OwnRun failed(broken.fabric);
        failed.AddJob(broken.applications, "permutation:bytes=100KiB");
        Simulator::Schedule(MicroSeconds(2), []() { throw ConfigError("out of luck"); });
        try
        {
            Simulator::Run();
        }
        catch (const ConfigError& error)
        {
            failed.StoreFailed(file, error.what());
        }
        Simulator::Destroy();
        FabricSimulatorImpl::ForgetInterruption();
        SmallFabric cut;
        OwnRun interrupted(cut.fabric);
        interrupted.AddJob(cut.applications, "permutation:bytes=100KiB");
        Simulator::Schedule(MicroSeconds(2), &FabricSimulatorImpl::Interrupt);
        Simulator::Run();
        const RunRecord asked = interrupted.Store(file);
        FabricSimulatorImpl::ForgetInterruption();
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ(asked.status, "stopped", asked.error);
        NS_TEST_EXPECT_MSG_NE(asked.error.find(RunCollector::INTERRUPTED),
                              std::string::npos,
                              asked.error);
        SqliteConnection db(file,
                            SqliteConnection::Mode::READ_WRITE,
                            std::chrono::milliseconds(1000));
        const auto number = [&db](const std::string& query) { return db.QueryInteger(query); };
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM run WHERE status = 'failed' AND "
                                     "error LIKE '%gave up%' AND fault LIKE 'link:%'"),
                              1,
                              "with its cause");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM run WHERE status = 'failed' AND "
                                     "error = 'out of luck' AND result_digest IS NULL"),
                              1,
                              "without figures");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM run WHERE status = 'stopped'"), 1, "");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Mistakes.
 */
class OwnRunMistakesTestCase : public TestCase
{
  public:
    OwnRunMistakesTestCase()
        : TestCase("Jobs, names and times that an own run cannot have are refused")
    {
    }

  private:
    void Expect(const std::function<void()>& action, const std::string& part)
    {
        const std::string problem = Refusal(action);
        NS_TEST_EXPECT_MSG_NE(problem.find(part), std::string::npos, part << " in " << problem);
        NS_TEST_EXPECT_MSG_EQ(problem.find('\n'), std::string::npos, "one line");
    }

    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("own-run-mistakes.sqlite");
        Expect([]() { OwnRun run{FabricContainer()}; }, "it is not built");
        const SmallFabric small;
        const SmallFabric other;
        ApplicationContainer both = small.applications;
        both.Add(other.applications);
        OwnRun run(small.fabric);
        const auto add = [&run](const ApplicationContainer& applications) {
            return [&run, applications]() { run.AddJob(applications, "x"); };
        };
        Expect(add(ApplicationContainer()), "other applications, or none");
        Expect(add(both), "call AddJob() for each");
        Expect(add(other.applications), "of another fabric");
        run.AddJob(small.applications, "permutation");
        Expect(add(small.applications), "a job of this run already");
        Expect([&]() { run.SetFaults(nullptr, "link"); }, "names no faults");
        const auto set = [&run](const std::string& name) {
            return [&run, name]() { run.SetParameter(name, "1"); };
        };
        run.SetParameter("knob", "1");
        Expect(set("knob"), "parameter 'knob' is set already");
        Expect(set(""), "has no name");
        Expect(set("rate"), "take another");
        Expect(set("cc"), "take another");
        Expect(set("attributes"), "take another");
        Expect(set("marker.kmin"), "has a dot");
        Config::Set("/NodeList/0/DeviceList/0/$ns3::aifabric::FabricNetDevice/DataRate",
                    DataRateValue(DataRate("800Gbps")));
        Simulator::Run();
        Expect([&]() { run.Fill(); }, "set rates by FabricHelper::SetLinks()");
        Simulator::Destroy();
        Expect([&]() { run.Store(file); }, "before Simulator::Destroy()");
        Expect([&]() { run.StoreFailed(file, "late"); }, "before Simulator::Destroy()");
        Expect([&]() { run.AddJob(small.applications, "y"); }, "before Simulator::Destroy()");
        Expect([&]() { OwnRun again(small.fabric); }, "is taken apart");
        NS_TEST_EXPECT_MSG_EQ(access(file.c_str(), F_OK), -1, "nothing is stored");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OwnRunTestSuite : public TestSuite
{
  public:
    OwnRunTestSuite()
        : TestSuite("ai-fabric-own-run", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new OwnRunTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new OwnRunIdentityTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new OwnRunEndTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new OwnRunMistakesTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const OwnRunTestSuite g_ownRunTestSuite;

} // namespace
