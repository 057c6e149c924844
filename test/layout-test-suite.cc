/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The house rules that a reader relies on: which folder may include which, the sizes of files and
 * functions, and names of headers that are unique.
 */

#include "source-files.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

namespace fs = std::filesystem;

/// @return the name of the included file, without ns3/; empty if the line includes no own header
std::string
GetIncluded(const std::string& line)
{
    const std::string start = "#include \"";
    if (line.rfind(start, 0) != 0)
    {
        return "";
    }
    std::string name = line.substr(start.size(), line.find('"', start.size()) - start.size());
    return name.rfind("ns3/", 0) == 0 ? name.substr(4) : name;
}

/**
 * @ingroup ai-fabric-tests
 * A folder includes those that it may know, and no other.
 */
class IncludesTestCase : public SourcesTestCase
{
  public:
    IncludesTestCase()
        : SourcesTestCase("Folders include only those that they may know")
    {
    }

  private:
    /// What each folder may include, besides itself.
    static const std::map<std::string, std::set<std::string>>& GetMatrix();

    void DoRun() override
    {
        const auto sources = Read({"model", "helper"});
        std::map<std::string, std::string> folders;
        for (const Source& source : sources)
        {
            if (fs::path(source.name).extension() == ".h")
            {
                const bool isNew = folders.emplace(source.name, source.folder).second;
                NS_TEST_EXPECT_MSG_EQ(isNew, true, source.name << " is the name of two headers");
            }
        }
        NS_TEST_EXPECT_MSG_GT(folders.size(), 150, "headers are found");
        for (const Source& source : sources)
        {
            const auto row = GetMatrix().find(source.folder);
            NS_TEST_EXPECT_MSG_EQ((row != GetMatrix().end()), true, source.folder << " is known");
            if (row == GetMatrix().end())
            {
                continue;
            }
            for (const std::string& line : source.lines)
            {
                const auto included = folders.find(GetIncluded(line));
                const bool isAllowed = included == folders.end() ||
                                       included->second == source.folder ||
                                       row->second.count(included->second) > 0;
                NS_TEST_EXPECT_MSG_EQ(isAllowed,
                                      true,
                                      source.folder << "/" << source.name << " must not know of "
                                                    << line);
            }
        }
    }
};

const std::map<std::string, std::set<std::string>>&
IncludesTestCase::GetMatrix()
{
    static const std::map<std::string, std::set<std::string>> matrix = [] {
        const std::set<std::string> engine{"model/engine"};
        const auto with = [](std::set<std::string> base, const std::set<std::string>& more) {
            base.insert(more.begin(), more.end());
            return base;
        };
        const auto wire = with(engine, {"model/wire"});
        const auto routing = with(wire, {"model/routing"});
        const auto link = with(wire, {"model/link"});
        const auto switches = with(routing, {"model/link"});
        const std::set<std::string> strategy{"model/transport/strategy"};
        const std::set<std::string> message{"model/transport/message"};
        const auto transport = with(link, {"model/transport", "model/transport/strategy"});
        const auto parts = with(switches, with(strategy, {"model/switch"}));
        const auto workload = with(switches, with(strategy, with(message, {"model/transport"})));
        const auto all = with(parts,
                              {"model/switch/pfc",
                               "model/switch/qos",
                               "model/transport",
                               "model/transport/message",
                               "model/switch/buffer",
                               "model/fault",
                               "model/results",
                               "model/workload",
                               "model/workload/analysis",
                               "model/workload/file",
                               "model/routing/import",
                               "model/workload/placement",
                               "helper"});
        return std::map<std::string, std::set<std::string>>{
            {"model/engine", {}},
            {"model/wire", engine},
            {"model/link", wire},
            {"model/routing", wire},
            {"model/routing/import", routing},
            // A switch names the profile, the watchdog and the rule that it has by default.
            {"model/switch", with(switches, {"model/switch/pfc", "model/switch/qos"})},
            {"model/switch/pfc", link},
            {"model/switch/qos", with(switches, {"model/switch", "model/switch/pfc"})},
            {"model/switch/buffer", with(switches, {"model/switch"})},
            {"model/switch/box", with(switches, {"model/switch", "model/switch/buffer"})},
            // The NIC names the recovery and the control that it has by default.
            {"model/transport",
             with(switches,
                  with(strategy,
                       with(message,
                            {"model/transport/cc",
                             "model/transport/recovery",
                             "model/transport/operation"})))},
            {"model/transport/operation", with(transport, message)},
            {"model/transport/message", wire},
            {"model/transport/strategy", routing},
            {"model/transport/cc", transport},
            {"model/transport/recovery", transport},
            {"model/lb/parts", parts},
            {"model/lb/switch", with(switches, {"model/switch", "model/lb/parts"})},
            {"model/lb/host", with(parts, {"model/lb/parts"})},
            {"model/workload", workload},
            {"model/workload/analysis", with(workload, {"model/workload"})},
            {"model/workload/placement", routing},
            {"model/workload/traffic", with(workload, {"model/workload"})},
            {"model/workload/collective", with(workload, {"model/workload"})},
            {"model/workload/algorithm",
             with(workload, {"model/workload", "model/workload/collective"})},
            {"model/workload/file", with(workload, {"model/workload", "model/routing/import"})},
            {"model/workload/chakra",
             with(workload,
                  {"model/workload", "model/workload/collective", "model/workload/file"})},
            {"model/workload/pattern", with(workload, {"model/workload", "model/workload/file"})},
            {"model/workload/job", with(workload, {"model/workload", "model/workload/collective"})},
            {"model/fault", with(switches, {"model/switch"})},
            {"model/results", engine},
            {"helper", all},
            {"helper/experiment", all},
            {"helper/program",
             with(engine,
                  {"model/results",
                   "model/transport/message",
                   "model/workload",
                   "model/workload/file",
                   "model/routing",
                   "model/routing/import",
                   "helper",
                   "helper/experiment"})},
            {"helper/sweep",
             with(engine, {"model/results", "helper/experiment", "helper/program"})},
            {"helper/explain", with(all, {"helper/experiment", "helper/sweep"})},
        };
    }();
    return matrix;
}

/**
 * @ingroup ai-fabric-tests
 * Files and functions are short enough to be read at once.
 */
class SizesTestCase : public SourcesTestCase
{
  public:
    SizesTestCase()
        : SourcesTestCase("Files have at most 400 lines, functions 100, folders 45 files")
    {
    }

  private:
    static constexpr size_t FILE_LINES = 400;
    static constexpr size_t FUNCTION_LINES = 100;
    static constexpr size_t FOLDER_FILES = 45;

    /// @return whether the block that opens in a line is the body of a function
    static bool IsBody(const Source& source, size_t opening)
    {
        std::string head;
        for (size_t i = opening; i-- > 0;)
        {
            const std::string& line = source.lines[i];
            const size_t first = line.find_first_not_of(' ');
            const bool isEnd = first == std::string::npos || line.back() == ';' ||
                               line.back() == '}' || line.back() == '{' ||
                               line.compare(first, 2, "//") == 0 ||
                               line.compare(first, 1, "*") == 0;
            if (isEnd)
            {
                break;
            }
            head = line + " " + head;
        }
        std::istringstream words(head.substr(0, head.find('(')));
        for (std::string word; words >> word;)
        {
            if (word == "class" || word == "struct" || word == "namespace" || word == "enum")
            {
                return false;
            }
        }
        return head.find('(') != std::string::npos;
    }

    void DoRun() override
    {
        size_t functions = 0;
        for (const Source& source : Read({"model", "helper", "examples", "test"}))
        {
            const auto& lines = source.lines;
            NS_TEST_EXPECT_MSG_LT_OR_EQ(lines.size(),
                                        FILE_LINES,
                                        source.folder << "/" << source.name << " is too long");
            for (size_t i = 0; i < lines.size(); i++)
            {
                const size_t depth = lines[i].find_first_not_of(' ');
                if (depth == std::string::npos || lines[i].substr(depth) != "{" ||
                    !IsBody(source, i))
                {
                    continue;
                }
                functions++;
                const std::string closing = std::string(depth, ' ') + "}";
                size_t end = i + 1;
                while (end < lines.size() && lines[end].rfind(closing, 0) != 0)
                {
                    end++;
                }
                NS_TEST_EXPECT_MSG_LT_OR_EQ(end - i + 1,
                                            FUNCTION_LINES,
                                            source.folder << "/" << source.name << ":" << i + 1
                                                          << ": the function is too long");
            }
        }
        NS_TEST_EXPECT_MSG_GT(functions, 3000, "functions are found");
        std::map<std::string, size_t> files;
        for (const Source& source : Read({"model", "helper"}))
        {
            NS_TEST_EXPECT_MSG_LT_OR_EQ(++files[source.folder],
                                        FOLDER_FILES,
                                        source.folder << " wants rooms");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * What somebody reads who writes a part of his own.
 */
class PagesTestCase : public SourcesTestCase
{
  public:
    PagesTestCase()
        : SourcesTestCase("An author's interface is a page, and a strategy a short file")
    {
    }

  private:
    void DoRun() override
    {
        const std::set<std::string> pages{"switch-load-balancer.h",
                                          "host-load-balancer.h",
                                          "congestion-control.h",
                                          "loss-recovery.h",
                                          "own-strategy-template.cc",
                                          "own-host-strategy-template.cc"};
        size_t found = 0;
        for (const Source& source : Read({"model", "scratch"}))
        {
            if (pages.count(source.name) > 0)
            {
                found++;
                NS_TEST_EXPECT_MSG_LT(source.lines.size(), 60, source.name << " is too long");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(found, pages.size(), "pages are found");
    }
};

/**
 * @ingroup ai-fabric-tests
 * How a frame is steered is written and read in one place.
 */
class RoutesTestCase : public SourcesTestCase
{
  public:
    RoutesTestCase()
        : SourcesTestCase("Only Route knows how a route is written on a frame")
    {
    }

  private:
    void DoRun() override
    {
        const std::set<std::string> home{"fabric-frame.h", "frame-route.h"};
        size_t found = 0;
        for (const Source& source : Read({"model", "helper", "examples", "scratch"}))
        {
            for (const std::string& line : source.lines)
            {
                for (const char* word : {"FRAME_STEERED", "FRAME_SEGMENTS", "ENTROPY_BASE"})
                {
                    const bool isThere = line.find(word) != std::string::npos;
                    found += isThere ? 1 : 0;
                    NS_TEST_EXPECT_MSG_EQ(isThere && home.count(source.name) == 0,
                                          false,
                                          source.name << ": use Route in place of " << word);
                }
            }
        }
        NS_TEST_EXPECT_MSG_GT(found, 5, "they are found at home");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of the house rules.
 */
class LayoutTestSuite : public TestSuite
{
  public:
    LayoutTestSuite()
        : TestSuite("ai-fabric-layout", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new IncludesTestCase, Duration::QUICK);
        AddTestCase(new SizesTestCase, Duration::QUICK);
        AddTestCase(new RoutesTestCase, Duration::QUICK);
        AddTestCase(new PagesTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const LayoutTestSuite g_layoutTestSuite;

} // namespace
