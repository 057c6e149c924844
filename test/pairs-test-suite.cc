/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Messages that a file lists: what is read, what is refused, and that they run.
 */

#include "workload-test-helper.h"

#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <fstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * What files say, and what they must not say.
 */
class PairsFileTestCase : public TestCase
{
  public:
    PairsFileTestCase()
        : TestCase("Messages are those of the file, in its order; a bad line is named")
    {
    }

  private:
    /// A workload of a file with this text.
    Ptr<Workload> Write(const std::string& text)
    {
        m_path = CreateTempDirFilename("messages-" + std::to_string(m_count++) + ".txt");
        std::ofstream(m_path, std::ios::binary) << text;
        const Ptr<Workload> workload = Make("PairsWorkload", {{"Bytes", 1000}});
        workload->SetAttribute("Path", StringValue(m_path));
        return workload;
    }

    /// A file with this text is refused.
    void Refuse(const std::string& text, const std::string& problem)
    {
        const Ptr<Workload> workload = Write(text);
        NS_TEST_EXPECT_MSG_EQ(workload->Check(8), m_path + problem, text);
    }

    void DoRun() override
    {
        const Ptr<Workload> workload = Write("\xef\xbb\xbf# of whom, to whom\r\n"
                                             "\n"
                                             "7 0\r\n"
                                             "  3\t5   64KiB # larger\n"
                                             "3 5");
        NS_TEST_ASSERT_MSG_EQ(workload->Check(8), "", "a good file");
        NS_TEST_EXPECT_MSG_EQ(workload->GetTaskCount(8), 3, "messages");
        NS_TEST_EXPECT_MSG_EQ(workload->CountPairs(8), 2, "two messages have one pair of hosts");
        const auto graph = Build(workload, 8);
        NS_TEST_ASSERT_MSG_EQ(graph->GetCount(), 3, "messages");
        const std::vector<std::vector<uint64_t>> expected{{7, 0, 1000},
                                                          {3, 5, 65536},
                                                          {3, 5, 1000}};
        for (TaskGraph::Id id = 0; id < 3; id++)
        {
            NS_TEST_EXPECT_MSG_EQ(graph->Get(id).host, expected[id][0], "sender of " << id);
            NS_TEST_EXPECT_MSG_EQ(graph->Get(id).peer, expected[id][1], "receiver of " << id);
            NS_TEST_EXPECT_MSG_EQ(graph->Get(id).bytes, expected[id][2], "payload of " << id);
            NS_TEST_EXPECT_MSG_EQ(graph->GetPredecessorCounts()[id], 0, "all at once");
        }

        const std::string form = "a message has a sender, a receiver and, if it is not that of "
                                 "bytes=, a payload: 3 5 64KiB";
        Refuse("0 1\n2\n", ", line 2: " + form);
        Refuse("0 1 2KB 3\n", ", line 1: " + form);
        Refuse("0 x\n", ", line 1: the host 'x' is not a whole number from 0 to 16777215");
        Refuse("-1 0\n", ", line 1: the host '-1' is not a whole number from 0 to 16777215");
        Refuse("\n4 4\n", ", line 2: host 4 cannot send to itself");
        Refuse("0 1 " + std::string(5000, '9') + "\n",
               ", line 1: a word has 5000 characters: neither a host nor a payload is that long");
        Refuse("0 1\n0 8\n", ", line 2: there is no host 8, hosts are 0 to 7");
        Refuse("# nothing\n", " lists no message; a line has a sender and a receiver: 3 5");
        Refuse("0 1 0\n",
               ", line 1: Bytes must be between 1 and 4294967295 (RDMA messages are below 4 GiB), "
               "not 0");
        NS_TEST_EXPECT_MSG_EQ((Write("0 1 5x\n")->Check(8).rfind(m_path + ", line 1: ", 0)),
                              0,
                              "a payload that is none");
        const Ptr<Workload> none = Make("PairsWorkload", {});
        NS_TEST_EXPECT_MSG_EQ(none->Check(8),
                              "Path must name the file that lists the messages",
                              "no file");
        none->SetAttribute("Path", StringValue("/no/such/file"));
        NS_TEST_EXPECT_MSG_EQ(none->Check(8), "the file '/no/such/file' cannot be opened", "none");
    }

    std::string m_path;  ///< of the last file
    uint32_t m_count{0}; ///< files
};

/**
 * @ingroup ai-fabric-tests
 * The same messages give the same results, whoever asks for them.
 */
class PairsRunTestCase : public TestCase
{
  public:
    PairsRunTestCase()
        : TestCase("Messages of a file run as those of a workload of the same messages")
    {
    }

  private:
    static std::string GetDigest(const std::string& workload)
    {
        ExperimentOptions options;
        options.fabric = "fat-tree:k=4";
        options.workload = workload;
        options.db = "none";
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        RunDetails details;
        const RunRecord run = experiment.Measure(details);
        return run.status == "ok" ? run.resultDigest : run.error;
    }

    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("shift.txt");
        std::ofstream file(path);
        for (uint32_t host = 0; host < 16; host++)
        {
            file << host << ' ' << (host + 5) % 16 << '\n';
        }
        file.close();
        NS_TEST_EXPECT_MSG_EQ(GetDigest("pairs:bytes=100KB,path=" + path),
                              GetDigest("shift:offset=5,bytes=100KB"),
                              "a shift by 5");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of messages from files.
 */
class PairsTestSuite : public TestSuite
{
  public:
    PairsTestSuite()
        : TestSuite("ai-fabric-pairs", TestSuite::Type::UNIT)
    {
        AddTestCase(new PairsFileTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new PairsRunTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const PairsTestSuite g_pairsTestSuite; ///< the suite

} // namespace
