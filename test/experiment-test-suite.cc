/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Experiments as the command line asks for them: what is stored, the same bits under every driver,
 * and the refusal of what makes no sense.
 */

#include "ns3/component-families.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/frame-pool.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-connection.h"
#include "ns3/test.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// A small experiment that stores nothing.
ExperimentOptions
Small()
{
    ExperimentOptions options;
    options.fabric = "fat-tree:k=4";
    options.workload = "permutation:bytes=200KiB";
    options.db = "none";
    return options;
}

RunRecord
Execute(ExperimentOptions options)
{
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    return experiment.Execute();
}

/**
 * @ingroup ai-fabric-tests
 * Equal inputs give equal digests, whatever drives the calendar; other inputs give others.
 */
class DigestTestCase : public TestCase
{
  public:
    DigestTestCase()
        : TestCase("Equal inputs give equal digests under both drivers")
    {
    }

  private:
    void DoRun() override
    {
        std::set<std::string> digests;
        for (const char* lb : {"ecmp",
                               "spray",
                               "round-robin",
                               "jsq",
                               "adaptive",
                               "host-spray",
                               "host-dr",
                               "ofan",
                               "ofan:bins=1+host-spray"})
        {
            ExperimentOptions options = Small();
            options.lb = lb;
            options.cc = "dcqcn";
            options.switchModel =
                "generic:buffer-per-port=100KB,kmin=5000,kmax=20000,lossless=true,"
                "xoff=40000,xon=38000,headroom=30000";
            const RunRecord native = Execute(options);
            const RunRecord again = Execute(options);
            options.engine = "pump";
            const RunRecord pump = Execute(options);
            NS_TEST_EXPECT_MSG_EQ(native.status, "ok", lb << " completes: " << native.error);
            NS_TEST_EXPECT_MSG_EQ(native.resultDigest, again.resultDigest, lb << ", second run");
            NS_TEST_EXPECT_MSG_EQ(native.resultDigest, pump.resultDigest, lb << ", pump driver");
            digests.insert(native.resultDigest);
            options.engine = "native";
            options.run = 2;
            NS_TEST_EXPECT_MSG_NE(native.resultDigest,
                                  Execute(options).resultDigest,
                                  lb << ", another run number");
        }
        NS_TEST_EXPECT_MSG_EQ(digests.size(), 9, "every strategy does something else");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What an experiment stores agrees with itself.
 */
class StoredTestCase : public TestCase
{
  public:
    StoredTestCase()
        : TestCase("A run is stored with flows, ports and counters that agree")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("experiment.sqlite");
        unlink(file.c_str());
        ExperimentOptions options = Small();
        options.db = file;
        options.record = "all";
        options.lb = "host-spray";
        options.label = "first";
        options.cc = "fixed-rate:fraction=0.9";
        // So small a buffer that frames are lost.
        options.switchModel = "generic:buffer-per-port=12KB";
        const RunRecord run = Execute(options);
        options.stop = "5us";
        options.label = "second";
        Execute(options);

        SqliteConnection db(file,
                            SqliteConnection::Mode::READ_WRITE,
                            std::chrono::milliseconds(1000));
        const auto number = [&db](const std::string& query) { return db.QueryInteger(query); };
        const auto text = [&db](const std::string& query) { return db.QueryText(query); };
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM summary"), 2, "two runs");
        NS_TEST_EXPECT_MSG_EQ(text("SELECT status FROM summary WHERE label='first'"), "ok", "ok");
        NS_TEST_EXPECT_MSG_EQ(text("SELECT status FROM summary WHERE label='second'"),
                              "stopped",
                              "hitting the limit is recorded as such");
        NS_TEST_EXPECT_MSG_EQ(text("SELECT lb FROM summary WHERE run_id=1"), "host-spray", "lb");
        NS_TEST_EXPECT_MSG_EQ(text("SELECT cc FROM summary WHERE run_id=1"),
                              "fixed-rate:fraction=0.9",
                              "cc with its parameter");
        NS_TEST_EXPECT_MSG_EQ(
            text("SELECT json_extract(parameters,'$.attributes.cc.fraction') FROM summary"),
            "0.9",
            "non-default attributes are kept");
        NS_TEST_EXPECT_MSG_EQ(
            text("SELECT json_extract(parameters,'$.defaults.fabric.\"fat-tree\".hosts') || "
                 "coalesce(json_extract(parameters,'$.defaults.cc.\"fixed-rate\".fraction'), '') "
                 "FROM summary"),
            "0",
            "numbers that are left to defaults are told, those that are written are not");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM flow WHERE run_id=1"), 16, "flows");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT sum(bytes) FROM flow WHERE run_id=1"),
                              16 * 200 * 1024,
                              "bytes");
        NS_TEST_EXPECT_MSG_EQ(
            number("SELECT count(*) FROM flow, summary USING (run_id) WHERE run_id=1 AND "
                   "end_ns - start_ns > cct_ns + 0.001"),
            0,
            "no flow takes longer than all");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM port WHERE run_id=1"),
                              2 * (16 + 16 + 16),
                              "both ends of all links");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT sum(frames) FROM port WHERE run_id=1"),
                              number("SELECT packet_hops FROM summary WHERE run_id=1"),
                              "packet-hops");
        NS_TEST_EXPECT_MSG_EQ(
            number("SELECT max(max_backlog_bytes) FROM port WHERE run_id=1 AND tier<>'host' AND "
                   "name NOT LIKE '%>host%'"),
            number("SELECT max_fabric_queue_bytes FROM summary WHERE run_id=1"),
            "largest queue");
        NS_TEST_EXPECT_MSG_GT(number("SELECT drops FROM summary WHERE run_id=1"), 0, "losses");
        NS_TEST_EXPECT_MSG_EQ(
            number("SELECT sum(value) FROM counter WHERE run_id=1 AND name LIKE 'drop.%'"),
            number("SELECT drops FROM summary WHERE run_id=1"),
            "drops by reason");
        NS_TEST_EXPECT_MSG_EQ(
            number("SELECT sum(CASE name WHEN 'frames.made' THEN value WHEN 'frames.delivered' "
                   "THEN -value WHEN 'frames.in-flight' THEN -value ELSE CASE WHEN name LIKE "
                   "'drop.%' THEN -value ELSE 0 END END) FROM counter WHERE run_id=1"),
            0,
            "conservation");
        NS_TEST_EXPECT_MSG_EQ(text("SELECT result_digest FROM summary WHERE run_id=1"),
                              run.resultDigest,
                              "digest");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT cct_ns IS NULL FROM summary WHERE run_id=2"),
                              1,
                              "no completion time without completion");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every mistake is refused in one line that names the culprit, and nothing is written.
 */
class MistakeTestCase : public TestCase
{
  public:
    MistakeTestCase()
        : TestCase("Mistakes are refused with exit code 2 and one line that names them")
    {
    }

  private:
    using Change = std::function<void(ExperimentOptions&)>;

    void Expect(const Change& change, const std::vector<std::string>& words)
    {
        ExperimentOptions options = Small();
        const std::string file = CreateTempDirFilename("mistake.sqlite");
        unlink(file.c_str());
        options.db = file;
        change(options);
        std::ostringstream captured;
        std::streambuf* const usual = std::cerr.rdbuf(captured.rdbuf());
        const int code = FabricProgram::Run("program", [&options]() {
            FabricProgram::Prepare(options);
            Experiment experiment(options);
            experiment.Build();
            return 0;
        });
        std::cerr.rdbuf(usual);
        Simulator::Destroy();
        const std::string message = captured.str();
        NS_TEST_EXPECT_MSG_EQ(code, 2, "exit code, message: " << message);
        NS_TEST_EXPECT_MSG_EQ(std::count(message.begin(), message.end(), '\n'),
                              1,
                              "one line: " << message);
        for (const std::string& word : words)
        {
            NS_TEST_EXPECT_MSG_NE(message.find(word),
                                  std::string::npos,
                                  "'" << message << "' mentions '" << word << "'");
        }
        NS_TEST_EXPECT_MSG_EQ(access(file.c_str(), F_OK), -1, "nothing written");
    }

    void ExpectArguments(const std::vector<std::string>& arguments, const std::string& word)
    {
        std::vector<char*> argv{const_cast<char*>("program")};
        for (const std::string& argument : arguments)
        {
            argv.push_back(const_cast<char*>(argument.c_str()));
        }
        std::string message;
        try
        {
            FabricProgram::CheckArguments(static_cast<int>(argv.size()),
                                          argv.data(),
                                          true,
                                          {{"jobs", FabricProgram::Kind::NUMBER}});
        }
        catch (const ConfigError& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(message.find(word),
                              std::string::npos,
                              "'" << message << "' mentions '" << word << "'");
    }

    void DoRun() override
    {
        using O = ExperimentOptions;
        Expect([](O& o) { o.lb = "ofam"; }, {"ofam", "ofan", "ecmp"});
        Expect([](O& o) { o.lb = "ofan:bin=1"; }, {"bin", "bins"});
        Expect([](O& o) { o.lb = "ofan+ecmp"; }, {"two strategies of switches"});
        Expect([](O& o) { o.lb = "host-dr+host-spray"; }, {"two strategies of hosts"});
        Expect([](O& o) { o.recovery = "go-back"; }, {"go-back", "go-back-n"});
        Expect([](O& o) { o.recovery = "go-back-n"; },
               {"go-back-n takes reordering for loss, and ofan reorders packets", "--force"});
        NS_TEST_EXPECT_MSG_EQ(
            families::ShortenNames("ns3::aifabric::OfanLoadBalancer: of ns3::aifabric::RoceNic, "
                                   "ns3::aifabric::OfanLoadBalancer::Bins"),
            "ofan: of ns3::aifabric::RoceNic, ns3::aifabric::OfanLoadBalancer::Bins",
            "only parts, as options name them");
        Expect([](O& o) { o.cc = "dcqn"; }, {"dcqn", "dcqcn"});
        Expect([](O& o) { o.cc = "fixed-rate:fraction=0"; }, {"Fraction", "0"});
        Expect([](O& o) { o.cc = "fixed-rate:fraction=2"; }, {"fraction", "2"});
        Expect([](O& o) { o.fabric = "fat-tree:k=7"; }, {"k=7", "even"});
        Expect([](O& o) { o.fabric = "fat-tree:k=2"; }, {"k=2"});
        Expect([](O& o) { o.fabric = "fat-tree:k=128"; }, {"hosts"});
        Expect([](O& o) { o.fabric = "fat-tree:k=99999"; }, {"k"});
        Expect([](O& o) { o.fabric = "leaf-spine:leaves=0"; }, {"leaves=0"});
        Expect([](O& o) { o.fabric = "leaf-spine:spines=0"; }, {"spines=0"});
        Expect([](O& o) { o.fabric = "torus"; }, {"torus", "fat-tree"});
        Expect([](O& o) { o.rate = "0Gbps"; }, {"0"});
        Expect([](O& o) { o.rate = "-5Gbps"; }, {"-5Gbps"});
        Expect([](O& o) { o.rate = "400"; }, {"400"});
        Expect([](O& o) { o.delay = "-1ns"; }, {"-1ns"});
        Expect([](O& o) { o.mtu = "255"; }, {"255", "9000"});
        Expect([](O& o) { o.mtu = "9001"; }, {"9001", "9000"});
        Expect([](O& o) { o.switchModel = "generic:kmin=9,kmax=8"; }, {"kmin=9", "kmax=8"});
        Expect([](O& o) { o.switchModel = "generic:xon=9,xoff=8,lossless=true"; }, {"xon=9"});
        Expect([](O& o) { o.workload = "incast:fan-in=16"; }, {"FanIn", "15"});
        Expect([](O& o) { o.workload = "pair:src=3,dst=3"; }, {"Dst"});
        Expect([](O& o) { o.workload = "permutation:bytes=5GiB"; }, {"Bytes", "4 GiB"});
        Expect([](O& o) { o.workload = "all-reduce:algorithm=rong"; }, {"rong", "ring"});
        Expect([](O& o) { o.fault = "link:fraction=2"; }, {"fraction"});
        Expect([](O& o) { o.fault = "lonk:time=1us"; }, {"lonk", "link", "switch"});
        Expect([](O& o) { o.fault = "link:names=edge0-agg9"; }, {"--fault=", "agg9"});
        Expect(
            [](O& o) {
                o.lb = "conweave";
                o.switchModel = "generic:ecn=false";
            },
            {"conweave needs switches", "ecn=true"});
        Expect([](O& o) { o.record = "everything"; }, {"everything", "summary"});
        Expect([](O& o) { o.engine = "nitro"; }, {"nitro", "native"});
        Expect([](O& o) { o.spread = "soon"; }, {"soon"});
        Expect([](O& o) { o.stop = "0s"; }, {"stop"});
        Expect([](O& o) { o.ackInterval = 0; }, {"ack-interval"});
        Expect([](O& o) { o.seed = 0; }, {"seed"});
        Expect([](O& o) { o.db = "/nonexistent-directory/x.sqlite"; }, {"/nonexistent-directory"});
        Expect([](O& o) { o.db = "/"; }, {"/"});
        Expect([](O& o) { o.pcap = "/nonexistent-directory/x"; }, {"/nonexistent-directory"});
        Expect([](O& o) { o.ascii = "/nonexistent-directory/x"; }, {"/nonexistent-directory"});
        const std::string foreign = CreateTempDirFilename("foreign.sqlite");
        std::ofstream(foreign) << "this is no database, it is a text of some length";
        Expect([foreign](O& o) { o.db = foreign; }, {foreign});

        ExpectArguments({"--lbb=ofan"}, "did you mean 'lb'");
        ExpectArguments({"ofan"}, "'ofan' is not an option");
        ExpectArguments({"--seed=one"}, "--seed=one");
        ExpectArguments({"--run=-1"}, "--run=-1");
        for (const std::string option : {"domains", "burst", "ack-interval"})
        {
            ExpectArguments({"--" + option + "=4294967296"},
                            "--" + option +
                                "=4294967296 is not a whole number from 0 to 4294967295");
        }
        ExpectArguments({"--seed=0"}, "--seed=0 is not a whole number from 1 to 4294967295");
        ExpectArguments({"--RngSeed=4294967296"}, "from 1 to 4294967295");
        ExpectArguments({"--run=99999999999999999999"}, "from 0 to 9223372036854775807");
        ExpectArguments({"--jobs=4294967296"}, "--jobs=4294967296 is not a whole number from 0 to");
        ExpectArguments({"--lb"}, "--lb needs a value");
        ExpectArguments({"--lb=ecmp", "--lb=ofan"},
                        "--lb is given twice: compare --lb=A,B runs both");
        ExpectArguments({"--seed=3", "--seed=3"}, "--seed is given twice");
        ExpectArguments({"--workload="}, "--workload= names nothing: --workload=permutation");
        ExpectArguments({"--force=maybe"}, "--force=maybe");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of experiments.
 */
class ExperimentTestSuite : public TestSuite
{
  public:
    ExperimentTestSuite()
        : TestSuite("ai-fabric-experiment", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new DigestTestCase, Duration::QUICK);
        AddTestCase(new StoredTestCase, Duration::QUICK);
        AddTestCase(new MistakeTestCase, Duration::QUICK);
    }
};

const ExperimentTestSuite g_experimentTestSuite; ///< the instance that registers the suite

} // namespace
