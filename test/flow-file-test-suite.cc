/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Flow files of the simulators of HPCC and ConWeave.
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
class FlowFileTestCase : public FormatTestCase
{
  public:
    FlowFileTestCase()
        : FormatTestCase("Columns and counts and starts and nodes of flows", "FlowFileWorkload")
    {
    }

  private:
    void CheckNodes();
    void CheckRefusals();

    void DoRun() override
    {
        const std::string text = "2 \r\n2 1 3 100 200000000 2\r\n\r\n0 7 3 100 5 2.000000001\r\n"
                                 "\r\nFirst line: the number of flows\r\n1 2 3 4\r\n";
        NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(text, 8)),
                              "2>1 200000000 2000000000000 <\n0>7 5 2000000001000 <\n",
                              "of HPCC, with text behind it");
        NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(text, 8, {{"Origin", "2s"}})),
                              "2>1 200000000 0 <\n0>7 5 1000 <\n",
                              "from another origin");
        NS_TEST_EXPECT_MSG_EQ(Read(text)->Recognises(text), true, "recognised");
        const std::string weave = "2\n1 2 3 0 0.5\n2 1 3 77 1e-6\n";
        NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(weave, 8)),
                              "1>2 1 500000000000 <\n2>1 77 1000000 <\n",
                              "of ConWeave, where 0 bytes are 1");
        NS_TEST_EXPECT_MSG_EQ(Read(weave)->Recognises(weave), true, "recognised");
        const std::string old = "1\n1 2 3 1000 2.5 4\n";
        NS_TEST_EXPECT_MSG_EQ(
            Describe(
                *BuildFile(old, 8, {{"Columns", "source/destination/priority/bytes/start/other"}})),
            "1>2 1000 2500000000000 <\n",
            "another order of columns");
        Refuse(old,
               ", line 2: the fifth column, bytes, has '2.5'; of an older order of columns, "
               "columns=source/destination/priority/bytes/start/other tells");
        const std::string groups = "3\n0 1 3 5 0\n1 2 4 6 0\n2 3 3 7 0\n";
        NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(groups, 8, {{"Priority", "3"}})),
                              "0>1 5 0 <\n2>3 7 0 <\n",
                              "one priority group");
        Refuse(groups,
               ", line 3: the flow is of priority group 4, and those above of 3; a workload has "
               "one class, and priority= chooses one group");
        CheckNodes();
        CheckRefusals();
    }
};

void
FlowFileTestCase::CheckNodes()
{
    // Node 0 is a switch, as in a topology file of HPCC.
    const std::string topology =
        Write("4 1 3\n0\n0 1 100Gbps 1us 0\n0 2 100Gbps 1us 0\n0 3 100Gbps 1us 0\n0 9 and more\n");
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile("1\n3 1 3 100 50 0\n", 8, {{"Topology", topology}})),
                          "2>0 50 0 <\n",
                          "nodes of a topology");
    Refuse("1\n3 0 3 100 50 0\n",
           ", line 2: node 0 is a switch of the topology",
           {{"Topology", topology}});
    Refuse("1\n3 4 3 100 50 0\n",
           ", line 2: node 4 is not in the topology, whose nodes are 0 to 3",
           {{"Topology", topology}});
    NS_TEST_EXPECT_MSG_EQ(Read("1\n3 0 3 100 50 0\n", {{"Topology", topology}})->ListFiles().size(),
                          2,
                          "both files are part of the identity");
}

void
FlowFileTestCase::CheckRefusals()
{
    Refuse("", " is empty; the first line is the number of flows");
    Refuse("1 2\n", ", line 1: the first line is the number of flows, one number");
    Refuse("0\n", ", line 1: the number of flows '0' is not a whole number from 1 to 4294967295");
    Refuse("2\n0 1 3 5 0\n", " has 1 flows, and its first line says 2");
    const std::string more = "1\n0 1 3 5 0\n0 2 3 6 0\n";
    Refuse(more,
           ", line 3: the first line says 1 flows, and more come; flows=1 reads the first ones "
           "only");
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(more, 8, {{"Flows", "1"}})), "0>1 5 0 <\n", "one");
    NS_TEST_EXPECT_MSG_EQ(Describe(*BuildFile(more, 8, {{"Flows", "2"}})),
                          "0>1 5 0 <\n0>2 6 0 <\n",
                          "both");
    Refuse(more, " has 2 flows, and flows=3", {{"Flows", "3"}});
    const auto refuse = [this](const std::string& row, const std::string& problem) {
        Refuse("1\n" + row + "\n", ", line 2: " + problem);
    };
    refuse("0 1 3 5",
           "a flow has 6 columns (source, destination, priority group, port, bytes, start in "
           "seconds) or 5 (without the port), not 4; columns= says others");
    refuse("0 x 3 5 0", "the host 'x' is not a whole number from 0 to 16777215");
    refuse("0 0 3 5 0", "host 0 cannot send to itself");
    refuse("0 1 3 5 -1", "the start '-1' is no number of seconds");
    refuse("0 1 3 5 1s", "the start '1s' is no number of seconds");
    refuse("0 1 3 5.5 0", "the bytes '5.5' is not a whole number from 0 to 18446744073709551615");
    refuse("0 1 3 100 0 0",
           "a message has 1 to 4294967295 bytes (RDMA messages are below 4 GiB), not 0");
    refuse("0 8 3 5 0", "there is no host 8, hosts are 0 to 7");
    Refuse("2\n0 1 3 5 0\n0 1 3 5 0 0\n", ", line 3: a flow with 6 columns, not 5");
    Refuse("1\n0 1 3 5 1\n",
           ", line 2: the flow starts at 1s, before origin=2s",
           {{"Origin", "2s"}});
    const auto columns = [this](const std::string& order) {
        return Read("1\n0 1 3 5 1\n", {{"Columns", order}})->Check(8);
    };
    NS_TEST_EXPECT_MSG_EQ(columns("source/size"),
                          "Columns: 'size' is none; known: source, destination, priority, bytes, "
                          "start, other",
                          "unknown column");
    NS_TEST_EXPECT_MSG_EQ(columns("source/source"), "Columns: 'source' is there twice", "twice");
    NS_TEST_EXPECT_MSG_EQ(columns("source/destination/bytes"),
                          "Columns: 'start' is missing; such as "
                          "source/destination/priority/other/bytes/start",
                          "missing");
}

/**
 * @ingroup ai-fabric-tests
 * Times count from the first flow, and no run ends before its ideal time.
 */
class FlowTimeTestCase : public FormatTestCase
{
  public:
    FlowTimeTestCase()
        : FormatTestCase("Flows that begin late have the times of flows that begin at once",
                         "FlowFileWorkload")
    {
    }

  private:
    /// Completion time and ideal time, ns; or why there are none.
    std::string GetTimes(const std::string& text)
    {
        const RunRecord run = RunWith({{"fabric", "leaf-spine:leaves=4,spines=4,hosts=4"},
                                       {"lb", "ecmp"},
                                       {"workload", "flow-file:path=" + Write(text)}});
        return run.status == "ok" ? std::to_string(run.cctNs.value_or(0)) + " " +
                                        std::to_string(run.boundNs.value_or(0))
                                  : run.error;
    }

    void DoRun() override
    {
        const std::string at = GetTimes("2\n0 15 3 32768 0\n3 4 3 32768 0\n");
        NS_TEST_EXPECT_MSG_EQ(at.find("error"), std::string::npos, at);
        NS_TEST_EXPECT_MSG_EQ(GetTimes("2\n0 15 3 32768 2\n3 4 3 32768 2\n"), at, "2 s later");
        // Host 3 starts before host 0 by part of the spread, which the ideal time has to leave out.
        const std::string apart = GetTimes("2\n0 15 3 32768 0\n3 4 3 1 0.000001\n");
        NS_TEST_EXPECT_MSG_EQ(apart.find("error"), std::string::npos, apart);
        const std::string early = GetTimes("2\n0 15 3 32768 1\n3 4 3 1 1.000001\n");
        NS_TEST_EXPECT_MSG_EQ(early, apart, "1 s later");
        // On one host the distance is known.
        const RunRecord one = RunWith(
            {{"fabric", "leaf-spine:leaves=4,spines=4,hosts=4"},
             {"lb", "ecmp"},
             {"workload", "flow-file:path=" + Write("2\n0 15 3 32768 5\n0 14 3 32768 5.001\n")}});
        NS_TEST_EXPECT_MSG_EQ(one.status, "ok", one.error);
        NS_TEST_EXPECT_MSG_GT(one.boundNs.value_or(0), 1e6, "the second begins 1 ms later");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of flow files.
 */
class FlowFileTestSuite : public TestSuite
{
  public:
    FlowFileTestSuite()
        : TestSuite("ai-fabric-flow-file", TestSuite::Type::UNIT)
    {
        AddTestCase(new FlowFileTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new FlowTimeTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const FlowFileTestSuite g_flowFileTestSuite; ///< the suite

} // namespace
