/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Collectives on symbols: every rank ends with what the operation promises, in whatever order of
 * messages the graph allows.
 */

#include "collective-data.h"
#include "workload-test-helper.h"

#include "ns3/collective-operations.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/// An operation, its workload and its algorithms.
struct Operation
{
    std::string workload;          ///< class
    const ComponentFamily& family; ///< algorithms
};

/// @return all operations
std::vector<Operation>
ListOperations()
{
    std::vector<Operation> operations;
    const ComponentFamily workloads("workload", "Workload", {CollectiveWorkload::GetTypeId()});
    for (const auto& [name, family] : ListCollectiveOperations())
    {
        const std::string full = workloads.Find(name).type.GetName();
        operations.push_back({full.substr(full.rfind(':') + 1), *family});
    }
    return operations;
}

/// @return numbers of ranks in a server to try: those that divide them least and most
std::vector<uint32_t>
ListServers(const std::string& algorithm, uint32_t ranks)
{
    std::vector<uint32_t> servers;
    for (uint32_t own = 2; own < ranks; own++)
    {
        if (ranks % own == 0 && (servers.empty() || own == ranks / servers.front()))
        {
            servers.push_back(own);
        }
    }
    if (algorithm != "hierarchical")
    {
        servers.push_back(1);
    }
    const bool hasServers = algorithm == "double-binary-tree" || algorithm == "ring";
    if (hasServers && ranks <= 32)
    {
        servers.push_back(ranks);
    }
    else if (algorithm != "hierarchical")
    {
        servers = {1};
    }
    return servers;
}

/**
 * @ingroup ai-fabric-tests
 * Every algorithm of every operation on 2 to 64 ranks.
 */
class ResultTestCase : public TestCase
{
  public:
    ResultTestCase()
        : TestCase("Every rank ends with what it must have, and messages are as many as announced")
    {
    }

  private:
    /// Carry out a collective in all fixed orders and so many drawn ones; 0 for one of either.
    void Try(const std::string& workload, const Values& values, uint32_t hosts, uint32_t draws)
    {
        std::string name = workload + " on " + std::to_string(hosts);
        for (const auto& [key, value] : values)
        {
            name += " " + key + "=" + value;
        }
        const auto collective = MakeCollective(workload, values);
        NS_TEST_ASSERT_MSG_EQ(collective->Check(hosts), "", name);
        const CollectiveData data(collective, hosts);
        std::string error = draws > 0 ? data.RunAll(draws) : data.Run(CollectiveData::NEWEST);
        error = draws == 0 && error.empty() ? data.Run(CollectiveData::RANDOM, hosts) : error;
        NS_TEST_EXPECT_MSG_EQ(error, "", name);
        NS_TEST_EXPECT_MSG_EQ(data.GetGraph().GetCount(), collective->GetTaskCount(hosts), name);
        const size_t pairs = data.GetMatrix().size();
        NS_TEST_EXPECT_MSG_LT_OR_EQ(pairs, collective->CountPairs(hosts), name);
        NS_TEST_EXPECT_MSG_LT_OR_EQ(collective->CountPairs(hosts),
                                    collective->GetTaskCount(hosts),
                                    name);
        NS_TEST_EXPECT_MSG_LT_OR_EQ(collective->CountOpenPairs(hosts),
                                    collective->CountPairs(hosts),
                                    name);
        m_tried++;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(ListOperations().size(), 10, "each operation is a workload");
        for (const Operation& operation : ListOperations())
        {
            NS_TEST_EXPECT_MSG_GT(operation.family.List().size(), 0, operation.workload);
            TypeId::AttributeInformation choice;
            TypeId::LookupByName("ns3::aifabric::" + operation.workload)
                .LookupAttributeByName("Algorithm", &choice);
            for (const ComponentInfo& algorithm : operation.family.List())
            {
                NS_TEST_EXPECT_MSG_NE(choice.help.find(algorithm.alias),
                                      std::string::npos,
                                      operation.workload << " names " << algorithm.alias);
                for (uint32_t ranks = 2; ranks <= 64; ranks++)
                {
                    for (const uint32_t own : ListServers(algorithm.alias, ranks))
                    {
                        Try(operation.workload,
                            {{"Algorithm", algorithm.alias},
                             {"Bytes", "1000003"},
                             {"PerServer", std::to_string(own)}},
                            ranks,
                            ranks < 20 ? 3 : 0);
                    }
                }
            }
        }
        NS_TEST_EXPECT_MSG_GT(m_tried, 1500, "collectives were tried");
        TrySlices();
        TryRoots();
    }

    void TrySlices()
    {
        for (const Operation& operation : ListOperations())
        {
            for (const ComponentInfo& algorithm : operation.family.List())
            {
                if (operation.workload == "BarrierWorkload")
                {
                    continue;
                }
                for (const uint32_t ranks : {4U, 6U, 12U})
                {
                    Try(operation.workload,
                        {{"Algorithm", algorithm.alias},
                         {"Bytes", "70001"},
                         {"PerServer", "2"},
                         {"Channels", "3"},
                         {"Chunk", "7000"},
                         {"Window", ranks == 6 ? "0" : "2"},
                         {"Protocol", "LL128"}},
                        ranks,
                        2);
                }
            }
        }
    }

    void TryRoots()
    {
        for (const char* workload :
             {"BroadcastWorkload", "ReduceWorkload", "GatherWorkload", "ScatterWorkload"})
        {
            for (const char* algorithm : {"tree", "chain", "linear"})
            {
                const auto collective = MakeCollective(workload, {{"Algorithm", algorithm}});
                if (!collective->Check(7).empty())
                {
                    continue;
                }
                for (uint32_t root = 0; root < 7; root++)
                {
                    Try(workload, {{"Algorithm", algorithm}, {"Root", std::to_string(root)}}, 7, 2);
                }
            }
        }
        for (const char* offset : {"1", "3", "8"})
        {
            Try("SendRecvWorkload", {{"Offset", offset}}, 9, 1);
        }
    }

    unsigned m_tried{0};
};

/**
 * @ingroup ai-fabric-tests
 * What symbols must find: a graph that forgets to wait, and messages with wrong data.
 */
class MutationTestCase : public TestCase
{
  public:
    MutationTestCase()
        : TestCase("A dependency, a message or a chunk less is noticed")
    {
    }

  private:
    void Try(const std::string& workload, const Values& values, uint32_t ranks, bool isPure)
    {
        const CollectiveData data(MakeCollective(workload, values), ranks);
        const std::string name = workload + " " + values.front().second;
        NS_TEST_ASSERT_MSG_EQ(data.RunAll(3), "", name);
        size_t noticed = 0;
        for (size_t i = 0; i < data.GetDependencies().size(); i++)
        {
            noticed += data.Without(i).RunAll(40).empty() ? 0 : 1;
        }
        if (isPure)
        {
            NS_TEST_EXPECT_MSG_EQ(noticed, data.GetDependencies().size(), name << ": each counts");
        }
        // With few ranks some of what a step waits for has nothing that it needs.
        NS_TEST_EXPECT_MSG_GT(4 * noticed, data.GetDependencies().size(), name << ": many count");
        for (size_t i = 0; i < data.GetGraph().GetCount(); i++)
        {
            CollectiveData empty = data;
            empty.GetMessages()[i].chunks.clear();
            NS_TEST_EXPECT_MSG_NE(empty.RunAll(2), "", name << ": message " << i << " counts");
            CollectiveData wrong = data;
            auto& action = wrong.GetMessages()[i].action;
            const bool isReduce = action == ChunkAction::REDUCE;
            action = isReduce ? ChunkAction::COPY : ChunkAction::REDUCE;
            // A copy of what nobody has another part of may as well be reduced.
            if (isReduce || workload == "AllReduceWorkload")
            {
                NS_TEST_EXPECT_MSG_NE(wrong.RunAll(2), "", name << ": action " << i << " counts");
            }
        }
    }

    void DoRun() override
    {
        for (const uint32_t ranks : {5U, 6U})
        {
            Try("AllReduceWorkload", {{"Algorithm", "ring"}}, ranks, true);
            Try("AllReduceWorkload", {{"Algorithm", "double-binary-tree"}}, ranks, true);
            Try("AllReduceWorkload", {{"Algorithm", "halving-doubling"}}, ranks, false);
            Try("ReduceScatterWorkload", {{"Algorithm", "ring"}}, ranks, true);
            Try("ReduceScatterWorkload", {{"Algorithm", "pat"}}, ranks, false);
            Try("ReduceScatterWorkload", {{"Algorithm", "recursive-halving"}}, ranks, false);
            Try("AllGatherWorkload", {{"Algorithm", "pat"}}, ranks, false);
            Try("AllGatherWorkload", {{"Algorithm", "bruck"}}, ranks, false);
            Try("AllGatherWorkload", {{"Algorithm", "recursive-doubling"}}, ranks, false);
            Try("BroadcastWorkload", {{"Algorithm", "tree"}}, ranks, false);
            Try("ReduceWorkload", {{"Algorithm", "tree"}}, ranks, true);
            Try("GatherWorkload", {{"Algorithm", "tree"}}, ranks, true);
            Try("ScatterWorkload", {{"Algorithm", "tree"}}, ranks, false);
            Try("BarrierWorkload", {{"Algorithm", "dissemination"}}, ranks, false);
        }
        Try("AllReduceWorkload", {{"Algorithm", "hierarchical"}, {"PerServer", "2"}}, 6, false);
        Try("AllReduceWorkload", {{"Algorithm", "hierarchical"}, {"PerServer", "3"}}, 6, false);
        Try("AllToAllWorkload", {{"Algorithm", "hierarchical"}, {"PerServer", "2"}}, 6, true);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of collectives on symbols.
 */
class CollectiveDataTestSuite : public TestSuite
{
  public:
    CollectiveDataTestSuite()
        : TestSuite("ai-fabric-collective-data", TestSuite::Type::UNIT)
    {
        AddTestCase(new ResultTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new MutationTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const CollectiveDataTestSuite g_collectiveDataTestSuite; ///< registers the suite

} // namespace
