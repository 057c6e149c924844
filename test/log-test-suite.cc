/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The logs of ns-3 in the sources of the module: parts log what they decide.
 */

#include "source-files.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Who debugs a run turns on the log of the part in question, by the name of its file.
 */
class LogsTestCase : public SourcesTestCase
{
  public:
    LogsTestCase()
        : SourcesTestCase("Parts log what they decide, under the name of their file")
    {
    }

  private:
    /// @return the name of a log component: fabric-switch.cc has FabricSwitch
    static std::string ToComponent(const std::string& file)
    {
        std::string name;
        bool begins = true;
        for (const char c : std::filesystem::path(file).stem().string())
        {
            if (c != '-')
            {
                name += static_cast<char>(begins ? std::toupper(c) : c);
            }
            begins = c == '-';
        }
        return name;
    }

    /// @return whether a line begins what reacts to a loss, a mark, a timeout or a dead link
    static bool IsDecision(const std::string& line)
    {
        if (line.find("flowlet.port = ") != std::string::npos)
        {
            return true;
        }
        for (const char* method :
             {"DoLost(", "DoTimedOut(", "DoNotified(", "RoundEnded(", "TimedOut(", "Report("})
        {
            const std::size_t at = line.find(std::string("::") + method);
            if (at != std::string::npos && line[0] != ' ')
            {
                return true;
            }
        }
        return false;
    }

    void DoRun() override
    {
        // Defaults that do nothing.
        const std::set<std::string> idle{"congestion-events.cc", "host-events.cc"};
        // What only keeps account: who asks it decides.
        const std::set<std::string> books{"hermes-paths.cc"};
        std::map<std::string, std::string> components;
        size_t deciding = 0;
        for (const Source& source : Read({"model"}))
        {
            const std::string define = "NS_LOG_COMPONENT_DEFINE(\"";
            bool decides = false;
            bool logs = false;
            for (const std::string& line : source.lines)
            {
                if (line.rfind(define, 0) == 0)
                {
                    const std::string name =
                        line.substr(define.size(), line.rfind('"') - define.size());
                    NS_TEST_EXPECT_MSG_EQ(name, ToComponent(source.name), "in " << source.name);
                    NS_TEST_EXPECT_MSG_EQ(components.emplace(name, source.name).second,
                                          true,
                                          name << " is the log of two files");
                }
                else if (line.find(" NS_LOG_") != std::string::npos)
                {
                    logs = true;
                }
                decides = decides || IsDecision(line);
            }
            if (decides && idle.count(source.name) + books.count(source.name) == 0)
            {
                deciding++;
                NS_TEST_EXPECT_MSG_EQ(logs, true, source.name << " does not log what it decides");
            }
        }
        NS_TEST_EXPECT_MSG_GT(deciding, 20, "decisions are found");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of logs.
 */
class LogTestSuite : public TestSuite
{
  public:
    LogTestSuite()
        : TestSuite("ai-fabric-logs", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new LogsTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const LogTestSuite g_logTestSuite;

} // namespace
