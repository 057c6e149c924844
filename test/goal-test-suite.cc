/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * GOAL files: what the language says, streams of CPUs, starts that others wait for, refusals.
 */

#include "file-test-helper.h"

#include "ns3/fabric-compat.h"

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * What a file says.
 */
class GoalFileTestCase : public FormatTestCase
{
  public:
    GoalFileTestCase()
        : FormatTestCase("Operations and labels and streams and wildcards of GOAL", "GoalWorkload")
    {
    }

  private:
    /// A file of two ranks, of which the first does this.
    static std::string OfRank(const std::string& statements)
    {
        return "num_ranks 2\nrank 1 {\n}\nrank 0 {\n" + statements + "}\n";
    }

    void CheckStreams();
    void CheckRefusals();
    void CheckStatements();

    void DoRun() override
    {
        const std::string text = "// a comment\r\n"
                                 "num_ranks 3\n\n"
                                 "rank 0 {\n"
                                 "l1: send 10b to 1 tag 4\n"
                                 "last_1 : recv 7b from -1 tag -1 /* who\n ever */\n"
                                 "last_1 requires l1\n"
                                 "}\n"
                                 "rank 2 { l1: send 7b to 0 tag 9\n}\n"
                                 "rank 1 {\n\trecv 10b from 0 tag 4 cpu 1 nic 0\n}";
        const auto graph = BuildFile(text, 8);
        NS_TEST_EXPECT_MSG_EQ(Describe(*graph),
                              "0>1 10 0 < 1 3\n"
                              "0=0 0 0 <\n"
                              "2>0 7 0 < 1\n"
                              "1=1 0 0 <\n",
                              "tasks");
        NS_TEST_EXPECT_MSG_EQ(Read(text)->CountRanks(8), 3, "ranks");
        NS_TEST_EXPECT_MSG_EQ(Read(text)->Recognises(text), true, "recognised");
        NS_TEST_EXPECT_MSG_EQ(graph->GetActivities()[0].name, "goal", "name in the results");
        // A rank that sends to itself needs no network.
        NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(OfRank("send 1b to 0\nrecv 1b from 0\n"), 8)),
                              "0=0 0 0 < 1\n0=0 0 0 <\n",
                              "to itself");
        CheckStreams();
        CheckRefusals();
        CheckStatements();
    }
};

void
GoalFileTestCase::CheckStreams()
{
    const std::string text = "num_ranks 2\n"
                             "rank 0 {\n"
                             "a: calc 5\n"
                             "b: send 3b to 1\n"
                             "c: calc 7 cpu 2\n"
                             "c irequires a\n"
                             "b requires c\n"
                             "}\n"
                             "rank 1 {\n"
                             "r: recv 3b from 0\n"
                             "s: calc 0\n"
                             "s irequires r\n"
                             "}\n";
    // The CPU of a computes, so b takes its turn; what waits for the start of a waits for the CPU
    // to be taken; a receive has started when it waits for nothing but its message.
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(text, 8)),
                          "0=0 0 0 0/2 < 1 4\n"
                          "0=0 0 5000 0/3 <\n"
                          "0=0 0 0 0/1 < 3\n"
                          "0>1 3 0 < 6\n"
                          "0=0 0 7000 2/1 < 2\n"
                          "1=1 0 0 < 6 7\n"
                          "1=1 0 0 <\n"
                          "1=1 0 0 0/1 <\n",
                          "streams");
    // With an overhead every send and receive has its turn.
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile("num_ranks 2\nrank 0 {\nsend 3b to 1\n}\nrank 1 "
                                              "{\nrecv 3b from 0\n}\n",
                                              8,
                                              {{"Overhead", "2ns"}})),
                          "0=0 0 2000 0/1 < 1\n"
                          "0>1 3 0 < 2\n"
                          "1=1 0 0 < 3\n"
                          "1=1 0 2000 0/1 <\n",
                          "overhead");
    const auto getTime = [&](const std::string& calcs) {
        const RunRecord run =
            RunWith({{"fabric", "leaf-spine:leaves=2,spines=1,hosts=1"},
                     {"workload", "goal:unit=10ns,path=" + Write(OfRank(calcs))}});
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        return run.cctNs.value_or(0);
    };
    NS_TEST_EXPECT_MSG_EQ_TOL(getTime("calc 100\ncalc 30\ncalc 50\n"),
                              1800,
                              1e-9,
                              "one after another on a CPU");
    NS_TEST_EXPECT_MSG_EQ_TOL(getTime("calc 100\ncalc 30 cpu 1\ncalc 50 cpu 255\n"),
                              1000,
                              1e-9,
                              "at once on three");
    NS_TEST_EXPECT_MSG_EQ_TOL(getTime("a: calc 100\nb: calc 30 cpu 1\nb irequires a\nc: calc 90 "
                                      "cpu 2\nc requires b\n"),
                              1200,
                              1e-9,
                              "as soon as another has started");
}

void
GoalFileTestCase::CheckRefusals()
{
    Refuse("", " has no num_ranks: it is no GOAL file");
    Refuse("rank 0 {\n}\n", ", line 1: num_ranks comes first: num_ranks 16");
    Refuse("num_ranks 0\n",
           ", line 1: the number of ranks, '0', is not a whole number from 1 to 16777216");
    Refuse("num_ranks 2 2\n", ", line 1: the end of the line is expected, not '2'");
    Refuse("num_ranks 2\nnum_ranks 2\n", ", line 2: num_ranks is there twice");
    Refuse("num_ranks 2\nrank 0 {\n}\n", " ends before rank 1 of 2");
    Refuse("num_ranks 1\nrank 0 {\ncalc 5\n",
           ", line 2: rank 0 is not closed: the file ends before its '}'");
    Refuse("num_ranks 2\nrank 0 {\nrank 1 {\n}\n",
           ", line 3: rank 0 of line 2 is not closed: a '}' is missing");
    Refuse("num_ranks 2\nrank 0 {\n}\nrank 0 {\n}\n",
           ", line 4: rank 0 is there already, in line 2");
    Refuse("num_ranks 2\nrank 2 {\n}\n",
           ", line 2: the number of the rank, '2', is not a whole number from 0 to 1");
    Refuse("num_ranks 2\nrank 0\n{\n}\n", ", line 2: the line ends where '{' is expected");
    Refuse("num_ranks 2\n}\n", ", line 2: '}' closes no rank");
    Refuse("num_ranks 2\ncalc 5\n", ", line 2: 'rank NUMBER {' is expected, not 'calc'");
    Refuse("num_ranks 1\n/* rank 0 {\n", ", line 2: the comment is not closed");
    Refuse("num_ranks 9\n" + std::string("rank 0 {\n}\nrank 1 {\n}\nrank 2 {\n}\nrank 3 {\n}\n") +
               "rank 4 {\n}\nrank 5 {\n}\nrank 6 {\n}\nrank 7 {\n}\nrank 8 {\ncalc 1\n}\n",
           ", line 19: there is no host 8, hosts are 0 to 7");
    Refuse("num_ranks 1\nrank 0 {\n}\n",
           " has nothing to do: it lists neither a message nor a computation");
}

void
GoalFileTestCase::CheckStatements()
{
    const auto refuse = [this](const std::string& statement, const std::string& problem) {
        Refuse(OfRank(statement + "\n"), ", line 5: " + problem);
    };
    refuse("wait 3", "send, recv or calc is expected, not 'wait'");
    refuse("a: ", "the line ends where send, recv or calc is expected");
    refuse("calc -3", "the time, '-3', is not a whole number from 0 to 2592000000000000");
    refuse("calc 3 tag 4", "cpu, nic or the end of the line is expected, not 'tag'");
    refuse("send 3 to 1", "'b' for bytes is expected, not 'to'");
    refuse("send 3b from 1", "'to' is expected, not 'from'");
    refuse("send 3b to -1", "the other rank, '-1', is not a whole number from 0 to 1");
    refuse("send 3b to 2", "the other rank, '2', is not a whole number from 0 to 1");
    refuse("send 0b to 1",
           "a message has 1 to 4294967295 bytes (RDMA messages are below 4 GiB), not 0");
    refuse("send 3b to 1 cpu 2 tag 3",
           "tag, cpu, nic, in this order, or the end of the line is expected, not 'tag'");
    refuse("send 3b to 1 cpu 256", "the CPU, '256', is not a whole number from 0 to 255");
    refuse("send 3b to 1 nic 1",
           "a host has one NIC here, number 0; ignore-nic=true has it carry what is for NIC 1, "
           "too");
    refuse("send 3b to 1",
           "the send of rank 0 to rank 1 of tag 0 has no receive left that asks "
           "for it");
    refuse("a requires b", "rank 0 has no label 'a' above this line");
    Refuse(OfRank("a: calc 1\na: calc 2\n"), ", line 6: the label 'a' is that of line 5 already");
    Refuse(OfRank("a: calc 1\na requires b\n"),
           ", line 6: rank 0 has no label 'b' above this line");
    Refuse(OfRank("a: calc 1\nb: calc 2\na requires b\nb requires a\n"),
           ", line 5: the computation of rank 0 waits for itself, by way of the computation of "
           "rank 0 (FILE, line 6)");
}

/**
 * @ingroup ai-fabric-tests
 * The suite of GOAL files.
 */
class GoalTestSuite : public TestSuite
{
  public:
    GoalTestSuite()
        : TestSuite("ai-fabric-goal", TestSuite::Type::UNIT)
    {
        AddTestCase(new GoalFileTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const GoalTestSuite g_goalTestSuite; ///< the suite

} // namespace
