/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What the program of one experiment prints for people and programs, and its exit codes.
 */

#include "program-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/results-schema.h"
#include "ns3/test.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * What the program of one experiment prints.
 */
class PrintedTestCase : public TestCase
{
  public:
    PrintedTestCase()
        : TestCase("--stop, --stop-fails, --json and --dry-run")
    {
    }

  private:
    /// Run the program; its exit code, and what it prints.
    std::pair<int, std::string> Run(std::vector<std::string> arguments)
    {
        arguments.emplace_back("--fabric=fat-tree:k=4");
        const std::string output = CreateTempDirFilename("printed.txt");
        const int code = Wait(Fork([&] { return RunProgram(arguments, output); }));
        return {code, ReadBytes(output)};
    }

    void DoRun() override
    {
        const std::string db = CreateTempDirFilename("printed.sqlite");
        unlink(db.c_str());
        const std::string stored = "--db=" + db;
        const std::string end = "stopped by --stop=3us: 16 of 16 tasks did not end; ";
        auto [code, text] = Run({"--stop=3us", stored});
        NS_TEST_EXPECT_MSG_EQ(code, 0, "a limit is no failure");
        NS_TEST_EXPECT_MSG_EQ(GetLastLine(text),
                              end + "stored in " + db + " as run 1, stopped",
                              "");
        std::tie(code, text) = Run({"--stop=3us", "--stop-fails", "--db=none"});
        NS_TEST_EXPECT_MSG_EQ(code, 1, "unless it is called one");
        NS_TEST_EXPECT_MSG_EQ(GetLastLine(text), end + "not stored", "");
        std::tie(code, text) = Run({"--stop=1s", "--stop-fails", "--db=none"});
        NS_TEST_EXPECT_MSG_EQ(code, 0, "a limit that is not reached");
        CheckJson(db, Run({"--json", "--lb=spray", stored}));
        CheckPreview(db);
    }

    void CheckJson(const std::string& db, const std::pair<int, std::string>& printed)
    {
        NS_TEST_EXPECT_MSG_EQ(printed.first, 0, "");
        const auto json = nlohmann::ordered_json::parse(printed.second, nullptr, false);
        NS_TEST_ASSERT_MSG_EQ(json.is_object(), true, printed.second);
        size_t index = 0;
        const auto columns = GetSummaryColumns();
        NS_TEST_ASSERT_MSG_EQ(json.size(), columns.size(), "a member for each column");
        for (const auto& [name, value] : json.items())
        {
            const SchemaColumn& column = columns[index++];
            NS_TEST_EXPECT_MSG_EQ(name, column.name, "in their order");
            NS_TEST_EXPECT_MSG_EQ((value.is_string() && column.type.rfind("TEXT", 0) != 0),
                                  false,
                                  name << " is a number: " << column.type);
            const std::string is = Ask(db, "SELECT " + name + " FROM summary WHERE run_id = 2");
            const std::string text = value.is_null()     ? ""
                                     : value.is_string() ? value.get<std::string>()
                                                         : value.dump();
            const bool isNumber = value.is_number();
            const bool isEqual = value.is_object() ? value == nlohmann::ordered_json::parse(is)
                                 : isNumber ? std::abs(value.get<double>() - std::stod(is)) <=
                                                  1e-12 * std::abs(std::stod(is))
                                            : text == is;
            NS_TEST_EXPECT_MSG_EQ(isEqual, true, name << ": " << text << ", stored " << is);
        }
        NS_TEST_EXPECT_MSG_EQ(json["lb"], "spray", "");
        NS_TEST_EXPECT_MSG_EQ(json["parameters"]["lb"], "spray", "JSON is not quoted");
        NS_TEST_EXPECT_MSG_GT(json["slowdown"].get<double>(), 1, "");
    }

    void CheckPreview(const std::string& db)
    {
        const std::string bound =
            Ask(db, "SELECT printf('%.3f us', bound_ns / 1e3) FROM run WHERE run_id = 2");
        const std::string other = CreateTempDirFilename("preview");
        const auto [code, text] =
            Run({"--dry-run", "--lb=spray", "--db=" + other, "--pcap=" + other});
        NS_TEST_EXPECT_MSG_EQ(code, 0, "");
        const auto figure = [](const std::string& name, const std::string& value) {
            return "  " + name + std::string(28 - name.size(), ' ') + value + "\n";
        };
        for (const std::string& line :
             {figure("hosts", "16"),
              figure("switches", "20"),
              figure("links", "48"),
              figure("  flows", "16"),
              figure("  ideal bound", bound),
              std::string("--lb spray (ns3::aifabric::SprayLoadBalancer)\n"),
              std::string("  --cc=fixed-rate  "),
              std::string("  --rate=400Gbps  "),
              std::string("  threshold  ")})
        {
            NS_TEST_EXPECT_MSG_NE(text.find(line), std::string::npos, line << " in\n" << text);
        }
        NS_TEST_EXPECT_MSG_EQ(Exists(other), false, "nothing is stored");
        NS_TEST_EXPECT_MSG_EQ(Exists(other + "-0-0.pcap"), false, "or captured");
        NS_TEST_EXPECT_MSG_EQ(Run({"--dry-run", "--json", "--db=none"}).first, 2, "not both");
        const std::string dcqcn =
            Run({"--dry-run", "--cc=dcqcn:alpha-gain=0.5,profile=hpcc", "--db=none"}).second;
        for (const std::string& line : {figure("alpha-period", "from profile: 1us"),
                                        figure("alpha-gain", "0.5"),
                                        figure("clamp", "from profile: after-increase"),
                                        figure("min-rate", "from profile: 1Gbps"),
                                        figure("additive-rate", "from profile: 80Mbps")})
        {
            NS_TEST_EXPECT_MSG_NE(dcqcn.find(line), std::string::npos, line << " in\n" << dcqcn);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of what is printed.
 */
class RunOutputTestSuite : public TestSuite
{
  public:
    RunOutputTestSuite()
        : TestSuite("ai-fabric-run-output", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new PrintedTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static RunOutputTestSuite g_runOutputTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
