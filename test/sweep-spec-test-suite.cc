/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/json-document.h"
#include "ns3/sweep-spec.h"
#include "ns3/test.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Descriptions of sweeps: the runs that they come to, and the refusal of mistakes.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * Grids come to all combinations, ranges to their values, placeholders to those of variables.
 */
class SweepExpansionTestCase : public TestCase
{
  public:
    SweepExpansionTestCase()
        : TestCase("grids, ranges and placeholders")
    {
    }

  private:
    /**
     * Get an option of a run.
     * @param run the run
     * @param option the option
     * @return its value
     */
    static std::string Get(const SweepRun& run, const std::string& option)
    {
        for (const auto& [name, value] : run.options.List())
        {
            if (name == option)
            {
                return value;
            }
        }
        return option == "label" ? run.options.label : std::to_string(run.options.run);
    }

    /**
     * Expect values of an option of all runs.
     * @param members the description, without its name
     * @param option the option
     * @param values its values, joined by blanks
     */
    void Expect(const std::string& members, const std::string& option, const std::string& values)
    {
        std::string found;
        for (const SweepRun& run : SweepSpec::Parse("{\"name\": \"n\", " + members + "}", "t").runs)
        {
            found += (found.empty() ? "" : " ") + Get(run, option);
        }
        NS_TEST_EXPECT_MSG_EQ(found, values, option << " of " << members);
    }

    void DoRun() override
    {
        const std::string two = R"("grid": {"lb": ["ecmp", "ofan"], "mtu": [1024, "4096"]})";
        Expect(two, "lb", "ecmp ecmp ofan ofan");
        Expect(two, "mtu", "1024 4096 1024 4096");
        Expect(two + R"(, "repetitions": 2)", "run", "1 2 1 2 1 2 1 2");
        Expect(two + R"(, "label": "{lb}/{mtu}/{cc}")",
               "label",
               "ecmp/1024/fixed-rate ecmp/4096/fixed-rate ofan/1024/fixed-rate "
               "ofan/4096/fixed-rate");
        Expect(R"("grid": {"run": {"from": 2, "to": 8, "step": 3}})", "run", "2 5 8");
        Expect(R"("grid": {"run": {"from": 3, "to": 5}})", "run", "3 4 5");
        Expect(R"("grid": {"rate": {"from": "100Gbps", "to": "500Gbps", "factor": 2}})",
               "rate",
               "100Gbps 200Gbps 400Gbps");
        // Rounding errors neither show nor lose the last value.
        Expect(R"("let": {"f": {"from": 0.1, "to": 0.3, "step": 0.1}},)"
               R"("grid": {"cc": "fixed-rate:fraction={f}"})",
               "cc",
               "fixed-rate:fraction=0.1 fixed-rate:fraction=0.2 fixed-rate:fraction=0.3");
        // Variables beside or within the grid, used in base or grid.
        Expect(R"("base": {"workload": "incast:fan-in={n},bytes={b}"},)"
               R"("let": {"n": [4, 8]}, "grid": {"let": {"b": ["1KiB", "2KiB"]}})",
               "workload",
               "incast:fan-in=4,bytes=1KiB incast:fan-in=4,bytes=2KiB "
               "incast:fan-in=8,bytes=1KiB incast:fan-in=8,bytes=2KiB");
        // Named grids: a base of their own, over the common one.
        const std::string named = R"("base": {"lb": "jsq", "mtu": 2048}, "grids": {)"
                                  R"("a": {"grid": {"run": [1, 2]}},)"
                                  R"("b": {"base": {"lb": "ecmp"}, "repetitions": 2}})";
        Expect(named, "lb", "jsq jsq ecmp ecmp");
        Expect(named, "mtu", "2048 2048 2048 2048");
        Expect(named, "run", "1 2 1 2");
        Expect(named, "label", "n/a n/a n/b n/b");
        Expect(R"("base": {"lb": "jsq"})", "lb", "jsq");                           // one run
        Expect(R"("base": {"run": 9007199254740993})", "run", "9007199254740993"); // above 2^53

        // Runs are the same however they are written.
        const SweepSpec same =
            SweepSpec::Parse(R"({"name": "n", "grid": {"workload": ["permutation:bytes=1MiB",)"
                             R"( "permutation:bytes=1048576"], "rate": ["400Gbps", "0.4Tbps"],)"
                             R"( "lb": ["ofan+host-spray", "host-spray+ofan"]}})",
                             "t");
        NS_TEST_EXPECT_MSG_EQ(same.runs.size(), 1, "equal runs");
        NS_TEST_EXPECT_MSG_EQ(same.duplicates, 7, "the others");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every run is in exactly one shard, whatever the order of the description.
 */
class SweepShardTestCase : public TestCase
{
  public:
    SweepShardTestCase()
        : TestCase("shards are disjoint and complete")
    {
    }

  private:
    void DoRun() override
    {
        const SweepSpec spec = SweepSpec::Parse(
            R"({"name": "n", "grid": {"lb": ["ecmp", "ofan"]}, "repetitions": 200})",
            "t");
        const SweepSpec turned = SweepSpec::Parse(
            R"({"name": "other", "grid": {"run": {"from": 1, "to": 200}, "lb": ["ofan", "ecmp"]}})",
            "t");
        std::set<std::string> keys;
        std::set<std::string> of[3];
        for (const SweepRun& run : spec.runs)
        {
            keys.insert(run.key);
            uint32_t shards = 0;
            for (uint32_t shard = 1; shard <= 3; shard++)
            {
                if (run.IsInShard(shard, 3))
                {
                    of[shard - 1].insert(run.key);
                    shards++;
                }
            }
            NS_TEST_EXPECT_MSG_EQ(shards, 1, run.title << " is in one shard");
        }
        NS_TEST_EXPECT_MSG_EQ(keys.size(), 400, "keys tell runs apart");
        for (const SweepRun& run : turned.runs)
        {
            NS_TEST_EXPECT_MSG_EQ(keys.count(run.key), 1, "the order does not matter");
            NS_TEST_EXPECT_MSG_EQ(of[run.hash % 3].count(run.key), 1, "the same shard");
        }
        for (const auto& shard : of)
        {
            NS_TEST_EXPECT_MSG_GT(shard.size(), 90, "about a third each");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Mistakes are refused in one line that names their place.
 */
class SweepMistakeTestCase : public TestCase
{
  public:
    SweepMistakeTestCase()
        : TestCase("mistakes are named with their place")
    {
    }

  private:
    /**
     * Expect a description to be refused.
     * @param json the description
     * @param begin how the message begins, without the file
     * @param part what it contains
     */
    void Expect(const std::string& json, const std::string& begin, const std::string& part)
    {
        std::string message;
        try
        {
            SweepSpec::Parse(json, "spec.json");
        }
        catch (const ConfigError& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(message.rfind("spec.json: " + begin + ": ", 0), 0, message);
        NS_TEST_EXPECT_MSG_NE(message.find(part), std::string::npos, message << ", not " << part);
        NS_TEST_EXPECT_MSG_EQ(std::count(message.begin(), message.end(), '\n'), 0, "one line");
    }

    /**
     * Expect members to be refused in a description that is otherwise right.
     * @param members the members
     * @param begin how the message begins, without the file
     * @param part what it contains
     */
    void ExpectMembers(const std::string& members,
                       const std::string& begin,
                       const std::string& part)
    {
        Expect("{\"name\": \"n\", " + members + "}", begin, part);
    }

    /**
     * Join copies of a text.
     * @param text the text
     * @param times how many
     * @return the copies, one behind the other
     */
    static std::string Repeat(const std::string& text, size_t times)
    {
        std::string all;
        for (size_t i = 0; i < times; i++)
        {
            all += text;
        }
        return all;
    }

    void DoRun() override
    {
        Expect("{\n\"name\": \"n\",\n}", "line 3", "unexpected '}'");
        Expect("{\n\"name\": \"n\"\n\"grid\": {}}", "line 3", "unexpected '\"'");
        Expect("{\"name\": \"n\n", "line 1", "the line ends too early");
        Expect("{\"name\": [1, 2", "line 1", "the text ends too early");
        Expect("", "line 1", "the text ends too early");
        Expect("{\n\"name\": nil}", "line 2", "unexpected 'i'");
        Expect("{\"name\":\n1.x}", "line 2", "unexpected 'x'");
        Expect("{\"name\": \"\xff\"}", "line 1", "unexpected byte 0xff");
        Expect("{\"name\": 1e999}", "line 1", "the number 1e999 is too large");
        Expect("{\"name\": \"n\"}\n{}", "line 2", "unexpected '{'");
        Expect(std::string(200, '[') + std::string(200, ']'),
               "$" + Repeat("[0]", 100),
               "more than 100 deep");
        Expect("[]", "$", "expected an object");
        Expect("{}", "$", "needs a 'name'");
        Expect(R"({"name": 3})", "$.name", "expected a text");
        Expect(R"({"name": "n", "name": "m"})", "$.name", "two members");
        ExpectMembers(R"("grids": {"a": {"base": {"lb": "ecmp", "lb": "ofan"}}})",
                      "$.grids.a.base.lb",
                      "two members");
        ExpectMembers(R"("gird": {})", "$.gird", "did you mean 'grid'");
        ExpectMembers(R"("grid": {"lbx": ["ecmp"]})",
                      "$.grid.lbx",
                      "unknown option 'lbx'; did you mean 'lb'?");
        ExpectMembers(R"("base": {"ack-intervall": 1})",
                      "$.base.ack-intervall",
                      "did you mean 'ack-interval'");
        ExpectMembers(R"("grids": {"a": {"base": {"lbx": "ecmp"}}})",
                      "$.grids.a.base.lbx",
                      "did you mean 'lb'");
        ExpectMembers(R"("grid": {"lb": ["ecmp", "ofam"]})", "$.grid.lb[1]", "did you mean 'ofan'");
        ExpectMembers(R"("grid": {"lb": [["ecmp"]]})", "$.grid.lb[0]", "this is a list");
        ExpectMembers(R"("grid": {"lb": []})", "$.grid.lb", "empty");
        ExpectMembers(R"("base": {"lb": null})", "$.base.lb", "null");
        ExpectMembers(R"("base": {"mtu": "big"})", "$.base.mtu", "big");
        ExpectMembers(R"("base": {"seed": -1})", "$.base.seed", "-1");
        ExpectMembers(R"("base": {"seed": 0})", "$.base.seed", "1 to 4294967295");
        ExpectMembers(R"("base": {"run": 1.5})", "$.base.run", "1.5");
        ExpectMembers(R"("base": {"ack-interval": 4294967296})", "$.base.ack-interval", "whole");
        ExpectMembers(R"("base": {"force": "maybe"})", "$.base.force", "maybe");
        ExpectMembers(R"("base": {"engine": "nitro"})", "$.base.engine", "pump");
        ExpectMembers(R"("grid": {"run": {"from": 1, "to": 2, "by": 1}})",
                      "$.grid.run.by",
                      "unknown key 'by'");
        ExpectMembers(R"("grid": {"run": {"from": 2, "to": 1}})", "$.grid.run.to", "less");
        ExpectMembers(R"("grid": {"run": {"from": 1}})", "$.grid.run", "'to'");
        ExpectMembers(R"("grid": {"run": {"from": 1, "to": 2, "step": 0}})",
                      "$.grid.run.step",
                      "more than 0");
        ExpectMembers(R"("grid": {"run": {"from": 1, "to": 2, "factor": 1}})",
                      "$.grid.run.factor",
                      "more than 1");
        ExpectMembers(R"("grid": {"mtu": {"from": "1KiB", "to": "4096"}})",
                      "$.grid.mtu.to",
                      "same unit");
        ExpectMembers(R"("grid": {"run": {"from": 1, "to": 1e9}})", "$.grid.run", "200000");
        ExpectMembers(R"("grid": {"run": {"from": 1, "to": 9e4}, "seed": [1, 2, 3]})",
                      "$",
                      "more than 200000 runs");
        ExpectMembers(R"("grid": {"run": [1]}, "repetitions": 2)", "$.grid.run[0]", "repetitions");
        ExpectMembers(R"("repetitions": 0)", "$.repetitions", "from 1");
        ExpectMembers(R"("let": {"b": [1]})", "$.let.b[0]", "used nowhere");
        ExpectMembers(R"("base": {"lb": "{b}"})", "$.base.lb", "unknown variable '{b}'");
        ExpectMembers(R"("base": {"lb": "{b"})", "$.base.lb", "'{' without '}'");
        ExpectMembers(R"("label": "{lbx}")", "$.label", "did you mean 'lb'");
        ExpectMembers(R"("limits": {"memory": "4Gi"})", "$.limits.memory", "4Gi");
        ExpectMembers(R"("limits": {"seconds": 0})", "$.limits.seconds", "more than 0");
        ExpectMembers(R"("limits": {"time": 1})", "$.limits.time", "unknown key");
        ExpectMembers(R"("skip": "maybe")", "$.skip", "refused, error");
        ExpectMembers(R"("record": "everything")", "$.record", "summary, flows, series, all");
        ExpectMembers(R"("database": "")", "$.database", "file name");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The schema knows the options that there are, and the example is right.
 */
class SweepSchemaTestCase : public TestCase
{
  public:
    SweepSchemaTestCase()
        : TestCase("the schema and the example")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = __FILE__;
        const std::string module = file.substr(0, file.rfind('/')) + "/../";
        const JsonValue schema = JsonValue::ReadFile(module + "doc/sweep-schema.json");
        std::set<std::string> listed;
        for (const JsonValue& option :
             schema.Find("$defs")->Find("option")->Find("enum")->GetElements())
        {
            listed.insert(option.GetText());
        }
        std::set<std::string> options{"seed", "run", "preset"};
        for (const auto& entry : ExperimentOptions().List())
        {
            options.insert(entry.first);
        }
        NS_TEST_EXPECT_MSG_EQ((listed == options), true, "options of doc/sweep-schema.json");
        const std::vector<std::pair<std::string, size_t>> examples{{"quick", 120},
                                                                   {"message-size", 100},
                                                                   {"size-by-failures", 144}};
        for (const auto& [name, runs] : examples)
        {
            const SweepSpec example =
                SweepSpec::ReadFile(module + "examples/sweeps/" + name + ".json");
            NS_TEST_EXPECT_MSG_EQ(example.runs.size(), runs, "runs of " << name);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SweepSpecTestSuite : public TestSuite
{
  public:
    SweepSpecTestSuite()
        : TestSuite("ai-fabric-sweep-spec", TestSuite::Type::UNIT)
    {
        AddTestCase(new SweepExpansionTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SweepShardTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SweepMistakeTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SweepSchemaTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static SweepSpecTestSuite g_sweepSpecTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
