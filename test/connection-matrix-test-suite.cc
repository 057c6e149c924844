/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Connection matrices of htsim: connections, triggers in chains and barriers, refusals, and the
 * same times as messages of our own.
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
class MatrixFileTestCase : public FormatTestCase
{
  public:
    MatrixFileTestCase()
        : FormatTestCase("Connections and triggers of htsim", "ConnectionMatrixWorkload")
    {
    }

  private:
    /// A file of 8 hosts.
    static std::string Of(int connections, int triggers, const std::string& lines)
    {
        return "Nodes 8\nConnections " + std::to_string(connections) + "\nTriggers " +
               std::to_string(triggers) + "\n" + lines;
    }

    void CheckTriggers();
    void CheckTurns();
    void CheckRefusals();
    void CheckTriggerRefusals();

    void DoRun() override
    {
        const std::string text = "# permutation\n"
                                 "Nodes 8\r\n"
                                 "Connections 4\r\n"
                                 "1->2 start 0 size 2000000\n"
                                 "2->1 id 7 start 1500 size 5\n"
                                 "1->2  start 2.5e3 size 6\n"
                                 "2->1 id 7 msg 3 start 2 size 8";
        NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(text, 8)),
                              "1>2 2000000 0 <\n"
                              "2>1 5 1500 <\n"
                              "1>2 6 2500 <\n"
                              "2>1 8 2000000 <\n",
                              "connections, and a message in us");
        NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(text, 8, {{"StartUnit", "2us"}})),
                              "1>2 2000000 0 <\n"
                              "2>1 5 3000000000 <\n"
                              "1>2 6 5000000000 <\n"
                              "2>1 8 4000000 <\n",
                              "in another unit");
        NS_TEST_EXPECT_MSG_EQ(Read(text)->Recognises(text), true, "recognised");
        CheckTriggers();
        CheckTurns();
        CheckRefusals();
        CheckTriggerRefusals();
    }
};

void
MatrixFileTestCase::CheckTriggers()
{
    // The end of the first at its sender starts two more; that of both at their receiver, of which
    // it hears at once, the last.
    const std::string text = Of(4,
                                2,
                                "trigger id 2 barrier count 2\n"
                                "0->1 id 1 start 0 size 10 send_done_trigger 1\n"
                                "0->4 id 2 trigger 1 size 11 recv_done_trigger 2\n"
                                "0->4 id 3 trigger 1 size 12 recv_done_trigger 2\n"
                                "4->0 id 4 trigger 2 size 13\n"
                                "trigger id 1 oneshot\n");
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(text, 8)),
                          "0>1 10 0 < 1 2\n"
                          "0>4 11 0 < 3\n"
                          "0>4 12 0 < 3\n"
                          "4>0 13 0 <\n",
                          "triggers");
    const std::string far = Of(3,
                               1,
                               "0->1 id 1 start 0 size 10 send_done_trigger 1\n"
                               "2->3 id 2 trigger 1 size 11\n"
                               "2->4 id 3 trigger 1 size 11\n"
                               "trigger id 1 oneshot\n");
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(far, 8, {{"Notice", "64"}})),
                          "0>1 10 0 < 3\n"
                          "2>3 11 0 <\n"
                          "2>4 11 0 <\n"
                          "0>2 64 0 < 1 2\n",
                          "another host hears by a message");
    Refuse(far,
           ", line 5: host 2 is to send when a message ends at host 0, of which it hears by "
           "magic; notice=64 tells it by a message of 64 bytes");
    // The receiver does not know when the sender is acknowledged.
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(Of(2,
                                                 1,
                                                 "0->1 start 0 size 1 send_done_trigger 1\n"
                                                 "1->0 id 2 trigger 1 size 2\n"
                                                 "trigger id 1 oneshot\n"),
                                              8,
                                              {{"Notice", "9"}})),
                          "0>1 1 0 < 2\n1>0 2 0 <\n0>1 9 0 < 1\n",
                          "acknowledged is more than arrived");
}

void
MatrixFileTestCase::CheckTurns()
{
    const auto chain = [](const std::string& last) {
        return Of(4,
                  1,
                  "0->1 id 1 start 0 size 1 send_done_trigger 5\n"
                  "0->2 id 2 trigger 5 size 2 send_done_trigger 5\n"
                  "0->3 id 3 trigger 5 size 3 " +
                      last +
                      "\n0->4 id 4 trigger 5 size 4\n"
                      "trigger id 5 multishot\n");
    };
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(chain("send_done_trigger 5"), 8)),
                          "0>1 1 0 < 1\n0>2 2 0 < 2\n0>3 3 0 < 3\n0>4 4 0 <\n",
                          "a chain");
    Refuse(chain(""),
           ", line 7: trigger 5 never starts this connection: the one before it does not fire it");
    Refuse(Of(4,
              1,
              "0->1 id 1 start 0 size 1 send_done_trigger 5\n"
              "0->2 id 2 start 0 size 2 send_done_trigger 5\n"
              "0->3 id 3 trigger 5 size 3\n"
              "0->4 id 4 trigger 5 size 4\n"
              "trigger id 5 multishot\n"),
           ", line 8: trigger 5 is a multishot one, and which of the connections that fire it ends "
           "first depends on the run; what can be read is a chain: one connection fires it, and "
           "then each that it starts");
}

void
MatrixFileTestCase::CheckRefusals()
{
    const auto refuse = [this](const std::string& line, const std::string& problem) {
        Refuse(Of(1, 0, line + "\n"), ", line 4: " + problem);
    };
    refuse("0->1 start 0", "the size is missing");
    refuse("0->1 start 0 size 0", "size 0 is a connection without end; give it a size");
    refuse("0->1 size 3", "the connection has neither a start nor a trigger: it would never begin");
    refuse("0->1 id 3 start 0 trigger 1 size 3", "the connection has both a start and a trigger");
    refuse("0->1 trigger 1 size 3", "a connection that a trigger starts has an id");
    refuse("0->1 msg start 0 size 3",
           "a message (msg) is one of those of a connection, whose id is missing");
    refuse("0->1 start 0 size", "'size' ends the line, and its number is missing");
    refuse("0->1 start 0 size 3 size 4", "'size' is there twice");
    refuse("0->1 start 0 size 3.5",
           "size '3.5' is not a whole number from 0 to 18446744073709551615");
    refuse("0->1 start x size 3", "the start 'x' is no time from 0 to 30 days");
    refuse("0->1 start nan size 3", "the start 'nan' is no time from 0 to 30 days");
    refuse("0->1 start 0 size 3 prio 5",
           "priorities of receivers (prio) are not simulated; without them the line can be read");
    refuse("0->1 start 0 size 3 colour 5",
           "a connection has no 'colour'; known: id, msg, start, size, trigger, "
           "send_done_trigger, recv_done_trigger");
    refuse("0->0 start 0 size 3", "host 0 cannot send to itself");
    refuse("0->8 start 0 size 3", "there is no rank 8, ranks are 0 to 7");
    refuse("0->x start 0 size 3", "the receiver 'x' is not a whole number from 0 to 16777215");
    refuse("0->1 start 0 size 5000000000",
           "a message has 1 to 4294967295 bytes (RDMA messages are below 4 GiB), not 5000000000");
    refuse("failure switch_type TOR switch_id 1 link_id 1",
           "failures are those of --fault, which says when they happen");
    refuse("Weather 3",
           "'Weather' begins no line; known: Nodes, Connections, Triggers, Failures, "
           "SOURCE->RECEIVER, trigger");
    Refuse(Of(2, 0, "0->1 id 1 start 0 size 3\n0->1 id 1 start 0 size 3\n"),
           ", line 5: id 1 is that of line 4 already");
    Refuse(Of(2, 0, "0->1 id 1 start 0 size 3\n0->2 id 1 msg start 0 size 3\n"),
           ", line 5: id 1 is that of line 4, which has another source or receiver: messages of "
           "one connection have both in common");
    Refuse(Of(2, 0, "0->1 start 0 size 3\n"),
           ", line 2: there are to be 2 Connections, and 1 come");
    Refuse("Connections 1\n0->1 start 0 size 3\n", ": the line 'Nodes NUMBER' is missing");
    Refuse("Nodes 8\n0->1 start 0 size 3\n", ": the line 'Connections NUMBER' is missing");
    Refuse("Nodes 8\nNodes 8\n", ", line 2: Nodes is there twice");
    Refuse("Nodes 16\nConnections 1\n0->1 start 0 size 3\n",
           " is for 16 hosts, and the fabric has 8");
}

void
MatrixFileTestCase::CheckTriggerRefusals()
{
    const auto refuse = [this](const std::string& line, const std::string& problem) {
        Refuse(Of(2,
                  1,
                  "0->1 id 1 start 0 size 3 send_done_trigger 1\n0->2 id 2 trigger 1 size 3\n" +
                      line + "\n"),
               ", line 6: " + problem);
    };
    refuse("trigger oneshot", "the id of the trigger is missing");
    refuse("trigger id 1", "the type of the trigger is missing: oneshot, multishot or barrier");
    refuse("trigger id 1 oneshot barrier", "a trigger has one type, and 'barrier' is a second");
    refuse("trigger id 1 barrier", "a barrier has a count, and no other trigger has one");
    refuse("trigger id 1 oneshot count 2", "a barrier has a count, and no other trigger has one");
    refuse("trigger id 1 twice",
           "a trigger has an id and a type (oneshot, multishot or barrier, with its count), not "
           "'twice'");
    refuse("trigger id 1 barrier count 2",
           "trigger 1 waits for 2 connections to end, and 1 fire it");
    Refuse(Of(2, 0, "0->1 id 1 start 0 size 3\n0->2 id 2 trigger 1 size 3\n"),
           ", line 5: there is no trigger 1");
    Refuse(Of(1, 1, "0->1 id 1 start 0 size 3 send_done_trigger 1\ntrigger id 1 oneshot\n"),
           ", line 5: trigger 1 starts nothing");
    Refuse(Of(1, 1, "0->1 id 1 trigger 1 size 3\ntrigger id 1 oneshot\n"),
           ", line 5: trigger 1 is fired by nothing");
    Refuse(Of(1, 2, "0->1 id 1 start 0 size 3\n"),
           ", line 3: there are to be 2 Triggers, and 0 come");
    // Two that start each other never start.
    Refuse(Of(2,
              2,
              "0->1 id 1 trigger 1 size 3 send_done_trigger 2\n"
              "0->2 id 2 trigger 2 size 3 send_done_trigger 1\n"
              "trigger id 1 oneshot\ntrigger id 2 oneshot\n"),
           ", line 4: the message of rank 0 to rank 1 waits for itself, by way of the message of "
           "rank 0 to rank 2 (FILE, line 5)");
}

/**
 * @ingroup ai-fabric-tests
 * A permutation from a file of htsim has the results of our own.
 */
class MatrixRunTestCase : public FormatTestCase
{
  public:
    MatrixRunTestCase()
        : FormatTestCase("A permutation of htsim ends as our own does to the picosecond",
                         "ConnectionMatrixWorkload")
    {
    }

  private:
    void DoRun() override
    {
        const uint32_t hosts = 128;
        std::string matrix = "Nodes 128\nConnections 128\n";
        std::string pairs;
        // The permutation that this run draws, in the order of its own.
        const auto graph = Build(Make("PermutationWorkload", {{"Bytes", 100000}}), hosts);
        for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
        {
            const TaskGraph::Task& task = graph->Get(id);
            const std::string from = std::to_string(task.host);
            const std::string to = std::to_string(task.peer);
            matrix += from + "->" + to + " id " + std::to_string(id + 1) + " start 0 size 100000\n";
            pairs += from + " " + to + "\n";
        }
        const std::string fabric = "fat-tree:k=8";
        const std::string own = GetDigest("permutation:bytes=100000", fabric);
        NS_TEST_EXPECT_MSG_EQ(own.size(), 16, own);
        NS_TEST_EXPECT_MSG_EQ(GetDigest("connection-matrix:path=" + Write(matrix), fabric),
                              own,
                              "of htsim");
        NS_TEST_EXPECT_MSG_EQ(GetDigest("pairs:bytes=100000,path=" + Write(pairs), fabric),
                              own,
                              "of pairs");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of connection matrices.
 */
class ConnectionMatrixTestSuite : public TestSuite
{
  public:
    ConnectionMatrixTestSuite()
        : TestSuite("ai-fabric-connection-matrix", TestSuite::Type::UNIT)
    {
        AddTestCase(new MatrixFileTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new MatrixRunTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const ConnectionMatrixTestSuite g_connectionMatrixTestSuite; ///< the suite

} // namespace
