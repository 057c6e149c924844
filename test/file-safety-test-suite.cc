/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Captures, traces and databases are written to their end, or somebody hears of it.
 */

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/packet.h"
#include "ns3/sqlite-connection.h"
#include "ns3/test.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// A small experiment that stores nothing.
ExperimentOptions
MakeSmall()
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=2,spines=2,hosts=2";
    options.workload = "permutation:bytes=20KB";
    options.db = "none";
    return options;
}

/**
 * @ingroup ai-fabric-tests
 * Measure an experiment.
 * @param options its options
 * @return which files are cut off
 */
std::vector<std::string>
MeasureCuts(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    RunDetails details;
    const RunRecord run = experiment.Measure(details);
    std::vector<std::string> cuts = experiment.GetCutFiles();
    const bool told = std::all_of(cuts.begin(), cuts.end(), [&run](const std::string& cut) {
        return std::find(run.notes.begin(), run.notes.end(), cut) != run.notes.end();
    });
    if (run.status != "ok" || !told)
    {
        cuts.emplace_back("the run is not ok, or its notes do not tell of cut files: " + run.error);
    }
    return cuts;
}

/// Whether a text holds another one.
bool
Holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/**
 * @ingroup ai-fabric-tests
 * A disk that is full when the run writes.
 */
class FullDiskTestCase : public TestCase
{
  public:
    FullDiskTestCase()
        : TestCase("captures and traces on a full disk are reported")
    {
    }

  private:
    void DoRun() override
    {
        if (access("/dev/full", W_OK) != 0)
        {
            return; // nothing here is always full
        }
        // The trace needs what packets do not carry unless it is asked for before the first one.
        Packet::EnablePrinting();
        ExperimentOptions options = MakeSmall();
        options.pcap = CreateTempDirFilename("cut");
        unlink((options.pcap + "-1-0.pcap").c_str()); // of a run that was broken off
        NS_TEST_ASSERT_MSG_EQ(symlink("/dev/full", (options.pcap + "-1-0.pcap").c_str()),
                              0,
                              "a capture that goes to a full disk");
        std::vector<std::string> cuts = MeasureCuts(options);
        NS_TEST_ASSERT_MSG_EQ(cuts.size(), 1, "one of four captures is cut off");
        NS_TEST_EXPECT_MSG_EQ(Holds(cuts[0], options.pcap + "-1-0.pcap is cut off: No space left"),
                              true,
                              cuts[0]);
        struct stat info;
        NS_TEST_EXPECT_MSG_EQ(stat((options.pcap + "-0-0.pcap").c_str(), &info), 0, "the others");
        NS_TEST_EXPECT_MSG_GT(info.st_size, 20000, "are whole");

        options = MakeSmall();
        options.ascii = CreateTempDirFilename("cut.txt");
        unlink(options.ascii.c_str());
        NS_TEST_ASSERT_MSG_EQ(symlink("/dev/full", options.ascii.c_str()), 0, "a full disk");
        cuts = MeasureCuts(options);
        NS_TEST_ASSERT_MSG_EQ(cuts.size(), 1, "the trace is cut off");
        NS_TEST_EXPECT_MSG_EQ(Holds(cuts[0], "trace " + options.ascii + " is cut off"),
                              true,
                              cuts[0]);
    }
};

/**
 * @ingroup ai-fabric-tests
 * A database that goes away while a run goes on.
 */
class LostDatabaseTestCase : public TestCase
{
  public:
    LostDatabaseTestCase()
        : TestCase("a run that the database cannot take is measured all the same")
    {
    }

  private:
    void DoRun() override
    {
        const std::string directory = CreateTempDirFilename("gone");
        mkdir(directory.c_str(), 0700);
        ExperimentOptions options = MakeSmall();
        options.db = directory + "/results.sqlite";
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        rmdir(directory.c_str());
        RunDetails details;
        const RunRecord run = experiment.Measure(details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", "the run has its figures");
        NS_TEST_EXPECT_MSG_GT(run.cctNs.value_or(0), 0, "all of them");
        std::string message;
        try
        {
            experiment.Store(run, details);
        }
        catch (const ResultsError& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(Holds(message, directory), true, "told: " << message);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Captures of some ports.
 */
class ChosenCapturesTestCase : public TestCase
{
  public:
    ChosenCapturesTestCase()
        : TestCase("captures can be limited to hosts, switches and links")
    {
    }

  private:
    /// @return whether there is a capture
    static bool Exists(const std::string& prefix, const std::string& port)
    {
        return access((prefix + "-" + port + ".pcap").c_str(), R_OK) == 0;
    }

    void Refuse(ExperimentOptions options, const std::string& part)
    {
        std::string message = "nothing";
        try
        {
            FabricProgram::Prepare(options);
            Experiment(options).Execute();
        }
        catch (const ConfigError& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(Holds(message, part), true, "'" << message << "'");
    }

    void DoRun() override
    {
        ExperimentOptions options = MakeSmall();
        options.pcap = CreateTempDirFilename("chosen");
        options.pcapOnly = "host2/leaf1-spine0/spine1";
        NS_TEST_EXPECT_MSG_EQ(MeasureCuts(options).size(), 0, "whole");
        // Hosts are nodes 0 to 3, leaves 4 and 5, spines 6 and 7; uplinks follow two hosts.
        for (const char* port : {"2-0", "5-2", "7-0", "7-1"})
        {
            NS_TEST_EXPECT_MSG_EQ(Exists(options.pcap, port), true, "node-port " << port);
        }
        for (const char* port : {"0-0", "4-0", "5-3", "6-0"})
        {
            NS_TEST_EXPECT_MSG_EQ(Exists(options.pcap, port), false, "node-port " << port);
        }

        options.pcapOnly = "host2/leaf7";
        Refuse(options, "--pcap-only=host2/leaf7: 'leaf7' is neither");
        options.pcapOnly = "leaf0-spine9";
        Refuse(options, "'leaf0-spine9' is neither");
        options.pcap.clear();
        options.pcapOnly = "host0";
        Refuse(options, "there are none without --pcap");
    }
};

/**
 * @ingroup ai-fabric-tests
 * More captures than files may be open.
 */
class ManyCapturesTestCase : public TestCase
{
  public:
    ManyCapturesTestCase()
        : TestCase("captures raise the limit of open files as far as they may")
    {
    }

  private:
    void DoRun() override
    {
        rlimit before;
        getrlimit(RLIMIT_NOFILE, &before);
        rlimit low = before;
        low.rlim_cur = 32;
        setrlimit(RLIMIT_NOFILE, &low);
        ExperimentOptions options = MakeSmall();
        options.fabric = "leaf-spine:leaves=2,spines=2,hosts=32";
        options.pcap = CreateTempDirFilename("many");
        const std::vector<std::string> cuts = MeasureCuts(options);
        setrlimit(RLIMIT_NOFILE, &before);
        NS_TEST_EXPECT_MSG_EQ(cuts.size(), 0, "64 captures are whole");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of files.
 */
class FileSafetyTestSuite : public TestSuite
{
  public:
    FileSafetyTestSuite()
        : TestSuite("ai-fabric-file-safety", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new FullDiskTestCase, Duration::QUICK);
        AddTestCase(new LostDatabaseTestCase, Duration::QUICK);
        AddTestCase(new ChosenCapturesTestCase, Duration::QUICK);
        AddTestCase(new ManyCapturesTestCase, Duration::QUICK);
    }
};

const FileSafetyTestSuite g_fileSafetyTestSuite; ///< registers the suite

} // namespace
