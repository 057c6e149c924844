/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-test-helper.h"

#include "ns3/json-text.h"
#include "ns3/result-digest.h"
#include "ns3/results-schema.h"
#include "ns3/test.h"

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Result files: what is stored.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * Every value is found where it belongs, and `summary` has its columns.
 */
class ResultsRoundTripTestCase : public TestCase
{
  public:
    ResultsRoundTripTestCase()
        : TestCase("every column survives")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("round-trip.sqlite");
        ResultsDatabase::Check(path);
        NS_TEST_EXPECT_MSG_EQ(Exists(path), false, "checking must not create");
        ResultsDatabase database;
        database.Open(path);
        NS_TEST_EXPECT_MSG_EQ(database.Append(MakeFull(), MakeDetails()), 1, "first run");
        NS_TEST_EXPECT_MSG_EQ(database.Append(MakeRun("sparse")), 2, "second run");
        RunRecord failed = MakeRun("failed");
        failed.status = "failed";
        failed.error = "no memory";
        NS_TEST_EXPECT_MSG_EQ(database.Append(failed), 3, "failed run");
        failed.status = "unheard-of";
        NS_TEST_EXPECT_MSG_NE(GetError([&] { database.Append(failed); }), "(no error)", "status");
        NS_TEST_EXPECT_MSG_EQ(database.Append(MakeRun("next"), MakeFlows(2)), 4, "goes on");
        database.Close();
        NS_TEST_EXPECT_MSG_NE(GetError([&] { database.Append(failed); }), "(no error)", "closed");
        ResultsDatabase::Check(path);
        NS_TEST_EXPECT_MSG_EQ(Exists(path + "-wal"), false, "closing leaves one file");

        CheckSummary(path);
        CheckRow(path, "flow", "0|0|1|18446744073709|0.001|17057.25|17057.249|300|3|1");
        CheckRow(path, "flow WHERE flow_id = 1", "1|7|8|9|1.5|NULL|NULL|10|0|0");
        CheckRow(path, "collective", "0|permutation|0.0|NULL|4096|2|3");
        CheckRow(path,
                 "job",
                 "0|first|1.5|301.5|300.0|200.0|1.5|60|59|4096|11.5|12.5|13.5|14|15|16.5");
        CheckRow(path,
                 "job WHERE job = 1",
                 "1|second|NULL|NULL|NULL|NULL|NULL|0|0|0|NULL|NULL|NULL|NULL|0|1.0");
        CheckRow(path, "iteration", "1|2|3.5|4.5|5.5|6.5|7.5|8.5|0.25|9|10.5|11.5");
        CheckRow(path,
                 "iteration WHERE iteration = 3",
                 "1|3|0.0|NULL|NULL|0.0|0.0|NULL|NULL|NULL|NULL|1.0");
        CheckRow(path, "task_span", "0|1|2|3.5|4.5|computing|forward 0|5");
        CheckRow(path, "port", "5|3|edge0:3->agg1|edge|up|11|12|13|14|15|16|17.5|18|19|20|21");
        CheckRow(path, "counter", "drop.buffer-full|9223372036854775807");
        CheckRow(path, "queue_histogram", "5|3|4096|2.5");
        CheckRow(path, "series", "0|backlog|edge0:3->agg1|B");
        CheckRow(path, "time_series WHERE sample_id = 1", "0|1|2.0|NULL");
        CheckRow(path, "event", "0|10000.0|link-down|edge0:3->agg1|select=random");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA user_version"),
                              std::to_string(RESULTS_SCHEMA_VERSION),
                              "version");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA journal_mode"), "wal", "write-ahead logging");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM pragma_foreign_key_check"),
                              "0",
                              "foreign keys");
        const std::string reference = GetSchemaReference();
        for (const SchemaTable& table : GetSchemaTables())
        {
            NS_TEST_EXPECT_MSG_NE(reference.find("``" + table.name + "``\n"),
                                  std::string::npos,
                                  table.name << " is documented");
        }
    }

    /// @return a run with a different value in every column
    static RunRecord MakeFull()
    {
        RunRecord r;
        r.label = "label";
        r.started = "2026-01-02T03:04:05Z";
        r.status = "stopped";
        r.error = "error";
        r.moduleVersion = "mv";
        r.ns3Version = "nv";
        r.fabric = "fabric";
        r.hosts = 128;
        r.rateBps = 800000000000;
        r.switchModel = "switch";
        r.lb = "lb";
        r.cc = "cc";
        r.recovery = "recovery";
        r.workload = "workload";
        r.fault = "fault";
        r.seed = 101;
        r.run = 102;
        r.parameters = "{}";
        r.cctNs = 300.5;
        r.boundNs = 200;
        r.flows = 105;
        r.fctP50Ns = 106.5;
        r.fctP99Ns = 107.5;
        r.fctMaxNs = 108.5;
        r.maxFabricQueueBytes = 109;
        r.maxHostQueueBytes = 110;
        r.drops = 111;
        r.trims = 112;
        r.ecnMarks = 113;
        r.cnps = 114;
        r.pfcPauses = 115;
        r.retransmittedPackets = 116;
        r.maxReorderPackets = 117;
        r.maxReorderBufferPackets = 118;
        r.simNs = 119.5;
        r.setupCpuS = 120.5;
        r.wallS = 121.5;
        r.cpuS = 122.5;
        r.peakRssBytes = 123;
        r.packetHops = 9007199254740993; // not a double
        r.events = UINT64_MAX;           // stored as the largest integer
        r.resultDigest = "fedcba9876543210";
        r.timeouts = 124;
        r.spuriousRetransmissions = 125;
        r.flowsEnded = 126;
        r.experiment = R"({"a":"b"})";
        r.notes = {"first", "second"};
        r.losslessDrops = 127;
        r.slowestJob = 128;
        r.slowestCctNs = 250.5;
        r.jobs.push_back(
            {"first", 1.5, 301.5, 300, 200, 60, 59, 4096, 11.5, 12.5, 13.5, 14, 15, 16.5});
        r.jobs.emplace_back();
        r.jobs.back().workload = "second";
        r.jobs.back().iterations.push_back(
            {1, 2, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 0.25, 9, 10.5, 11.5});
        r.jobs.back().iterations.emplace_back();
        r.jobs.back().iterations.back().job = 1;
        r.jobs.back().iterations.back().iteration = 3;
        return r;
    }

    /// @return rows for every other table
    static RunDetails MakeDetails()
    {
        RunDetails d;
        d.flows.push_back({0, 1, 18446744073709, 0.001, 17057.25, 17057.249, 300, 3, 1});
        d.flows.push_back({7, 8, 9, 1.5, std::nullopt, std::nullopt, 10, 0});
        d.collectives.push_back({"permutation", 0, std::nullopt, 4096, 2, 3});
        d.taskSpans.push_back({1, 2, 3.5, 4.5, "computing", "forward 0", 5});
        d.ports.push_back(
            {5, 3, "edge0:3->agg1", "edge", "up", 11, 12, 13, 14, 15, 16, 17.5, 18, 19, 20, 21});
        d.counters.push_back({"drop.buffer-full", INT64_MAX});
        d.queueHistograms.push_back({5, 3, 4096, 2.5});
        const double nan = std::numeric_limits<double>::quiet_NaN();
        d.series.push_back({"backlog", "edge0:3->agg1", "B", {{1, 2}, {2, nan}}});
        d.events.push_back({10000, "link-down", "edge0:3->agg1", "select=random"});
        return d;
    }

    /**
     * Check the view.
     * @param path the database
     */
    void CheckSummary(const std::string& path)
    {
        const std::vector<std::pair<std::string, std::string>> expected{
            {"run_id", "1"},
            {"label", "label"},
            {"started", "2026-01-02T03:04:05Z"},
            {"status", "stopped"},
            {"error", "error"},
            {"module_version", "mv"},
            {"ns3_version", "nv"},
            {"fabric", "fabric"},
            {"hosts", "128"},
            {"rate_bps", "800000000000"},
            {"switch", "switch"},
            {"lb", "lb"},
            {"cc", "cc"},
            {"recovery", "recovery"},
            {"workload", "workload"},
            {"fault", "fault"},
            {"seed", "101"},
            {"run", "102"},
            {"parameters", "{}"},
            {"cct_ns", "300.5"},
            {"bound_ns", "200.0"},
            {"slowdown", "1.2525"},
            {"flows", "105"},
            {"fct_p50_ns", "106.5"},
            {"fct_p99_ns", "107.5"},
            {"fct_max_ns", "108.5"},
            {"max_fabric_queue_bytes", "109"},
            {"max_host_queue_bytes", "110"},
            {"drops", "111"},
            {"trims", "112"},
            {"ecn_marks", "113"},
            {"cnps", "114"},
            {"pfc_pauses", "115"},
            {"retransmitted_packets", "116"},
            {"max_reorder_packets", "117"},
            {"max_reorder_buffer_packets", "118"},
            {"sim_ns", "119.5"},
            {"setup_cpu_s", "120.5"},
            {"wall_s", "121.5"},
            {"cpu_s", "122.5"},
            {"peak_rss_bytes", "123"},
            {"packet_hops", "9007199254740993"},
            {"events", "9223372036854775807"},
            {"result_digest", "fedcba9876543210"},
            {"timeouts", "124"},
            {"spurious_retransmissions", "125"},
            {"notes", "first\nsecond"},
            {"flows_ended", "126"},
            {"experiment", R"({"a":"b"})"},
            {"lossless_drops", "127"},
            {"slowest_job", "128"},
            {"slowest_cct_ns", "250.5"},
        };
        SqliteConnection connection(path, SqliteConnection::Mode::READ_WRITE, PATIENCE);
        SqliteStatement query(connection, "SELECT * FROM summary ORDER BY run_id");
        // More columns may follow in later versions.
        NS_TEST_ASSERT_MSG_GT_OR_EQ(query.GetColumns(),
                                    static_cast<int>(expected.size()),
                                    "columns");
        query.Step();
        for (size_t i = 0; i < expected.size(); i++)
        {
            const auto& [name, value] = expected[i];
            const int column = static_cast<int>(i);
            NS_TEST_EXPECT_MSG_EQ(query.GetName(column), name, "column " << i);
            NS_TEST_EXPECT_MSG_EQ(query.GetText(column), value, name);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(MakeFull().GetSlowdown().value_or(0), 1.2525, 1e-12, "slowdown");
        query.Step();
        for (int i = 19; i < query.GetColumns(); i++)
        {
            // The experiment is made of what is known.
            NS_TEST_EXPECT_MSG_EQ(query.IsNull(i),
                                  (query.GetName(i) != "experiment"),
                                  query.GetName(i) << " is not known");
        }
        NS_TEST_EXPECT_MSG_EQ(query.IsNull(4), true, "no error");
        NS_TEST_EXPECT_MSG_EQ(query.Step(), true, "failed run");
        NS_TEST_EXPECT_MSG_EQ(query.GetText(3) + ": " + query.GetText(4),
                              "failed: no memory",
                              "failed run");
    }

    /**
     * Check a row of run 1.
     * @param path the database
     * @param from table and perhaps condition
     * @param expected its values after run_id
     */
    void CheckRow(const std::string& path, const std::string& from, const std::string& expected)
    {
        SqliteConnection connection(path, SqliteConnection::Mode::READ_WRITE, PATIENCE);
        SqliteStatement query(connection, "SELECT * FROM " + from);
        query.Step();
        std::string found;
        for (int i = 1; i < query.GetColumns(); i++)
        {
            found += (i > 1 ? "|" : "") + (query.IsNull(i) ? "NULL" : query.GetText(i));
        }
        NS_TEST_EXPECT_MSG_EQ(found, expected, from);
    }
};

/**
 * @ingroup ai-fabric-tests
 * JSON is escaped, and digests see every difference.
 */
class ResultsTextTestCase : public TestCase
{
  public:
    ResultsTextTestCase()
        : TestCase("JSON and digests")
    {
    }

  private:
    void DoRun() override
    {
        nlohmann::ordered_json json = nlohmann::ordered_json::object();
        NS_TEST_EXPECT_MSG_EQ(WriteJson(json), "{}", "empty");
        json["text"] = "a\"b\\c,\n\t\x01";
        json["utf8"] = "\xc3\xa9 \xf0\x9f\x98\x80 \xff";
        json["int"] = 7;
        json["largest"] = UINT64_MAX;
        json["negative"] = -5;
        json["whole"] = MakeJsonNumber(400e9);
        json["tenth"] = MakeJsonNumber(0.1);
        json["third"] = MakeJsonNumber(1.0 / 3);
        json["infinite"] = MakeJsonNumber(std::numeric_limits<double>::infinity());
        json["inner"]["b"] = true;
        json["int"] = 8;
        const std::string expected =
            R"({"text": "a\"b\\c,\n\t\u0001", "utf8": ")"
            "\xc3\xa9 \xf0\x9f\x98\x80 \xef\xbf\xbd"
            R"(", "int": 8, "largest": 18446744073709551615, "negative": -5, )"
            R"("whole": 400000000000, "tenth": 0.1, "third": 0.3333333333333333, )"
            R"("infinite": null, "inner": {"b": true}})";
        NS_TEST_EXPECT_MSG_EQ(WriteJson(json), expected, "members");
        const nlohmann::ordered_json list{1, {{"a", ","}, {"b", nullptr}}};
        NS_TEST_EXPECT_MSG_EQ(WriteJson(list), R"([1, {"a": ",", "b": null}])", "a list");
        NS_TEST_EXPECT_MSG_EQ(WriteCompactJson(list), R"([1,{"a":",","b":null}])", "no blanks");

        const auto hash = [](auto... values) {
            ResultDigest digest;
            (digest.Add(values), ...);
            return digest.Hex();
        };
        // Known values: the same on every machine and in every version.
        NS_TEST_EXPECT_MSG_EQ(hash(), "0000000000000000", "nothing");
        NS_TEST_EXPECT_MSG_EQ(hash(1, 2.5, std::string("ofan")), "b36d9c3aa80ef55a", "known");
        NS_TEST_EXPECT_MSG_EQ(hash(5), hash(uint64_t{5}), "the type does not matter");
        NS_TEST_EXPECT_MSG_EQ(hash(-1), hash(int64_t{-1}), "sign extension");
        NS_TEST_EXPECT_MSG_EQ(hash(0.0), hash(-0.0), "zero");
        NS_TEST_EXPECT_MSG_NE(hash(1, 2), hash(2, 1), "order");
        NS_TEST_EXPECT_MSG_NE(hash(0), hash(0, 0), "number of values");
        NS_TEST_EXPECT_MSG_NE(hash(0), hash(), "number of values");
        NS_TEST_EXPECT_MSG_NE(hash(1.0), hash(1.0000000000000002), "last bit");
        NS_TEST_EXPECT_MSG_NE(hash(std::string("ab"), std::string("c")),
                              hash(std::string("a"), std::string("bc")),
                              "where texts end");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ResultsTestSuite : public TestSuite
{
  public:
    ResultsTestSuite()
        : TestSuite("ai-fabric-results", TestSuite::Type::UNIT)
    {
        AddTestCase(new ResultsRoundTripTestCase);
        AddTestCase(new ResultsTextTestCase);
    }
};

/// Registers the suite.
static ResultsTestSuite g_resultsTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
