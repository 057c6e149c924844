/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRAINING_TEST_HELPER_H
#define TRAINING_TEST_HELPER_H

#include "workload-test-helper.h"

#include "ns3/test.h"
#include "ns3/training-workload.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace workload_test
{

/// A small model with sizes that are easy to count with: what comes before other attributes.
inline const Values SMALL{{"ModelLayers", "4"},
                          {"Hidden", "64"},
                          {"Heads", "4"},
                          {"KvHeads", "2"},
                          {"HeadSize", "16"},
                          {"Ffn", "128"},
                          {"Sequence", "32"},
                          {"Embedding", "false"}};

/// Make a training job of the small model.
inline Ptr<TrainingWorkload>
MakeTraining(const Values& values, const Values& base = SMALL)
{
    ObjectFactory factory;
    factory.SetTypeId("ns3::aifabric::TrainingWorkload");
    for (const Values& list : {base, values})
    {
        for (const auto& [name, value] : list)
        {
            factory.Set(name, StringValue(value));
        }
    }
    return factory.Create<TrainingWorkload>();
}

/// Write attributes.
inline std::string
Write(const Values& values)
{
    std::string text;
    for (const auto& [name, value] : values)
    {
        text += (text.empty() ? "" : ",") + name + "=" + value;
    }
    return text;
}

/**
 * @ingroup ai-fabric-tests
 * Graphs of jobs, without a fabric.
 */
class GraphTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    using Matrix = std::map<std::pair<uint32_t, uint32_t>, uint64_t>;

    /// @return the end of the last task if messages took no time, ps
    static double FindPath(const TaskGraph& graph)
    {
        std::vector<double> start(graph.GetCount(), 0);
        double last = 0;
        for (const TaskGraph::Id id : graph.SortTopologically())
        {
            const TaskGraph::Task& task = graph.Get(id);
            const double end =
                start[id] + (task.IsMessage() ? 0 : static_cast<double>(task.duration));
            last = std::max(last, end);
            for (const TaskGraph::Id next : graph.GetSuccessors(id))
            {
                start[next] = std::max(start[next], end);
            }
        }
        return last;
    }

    /// @return bytes from host to host
    static Matrix AddUp(const TaskGraph& graph)
    {
        Matrix matrix;
        for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
        {
            const TaskGraph::Task& task = graph.Get(id);
            if (task.IsMessage())
            {
                matrix[{task.host, task.peer}] += task.bytes;
            }
        }
        return matrix;
    }

    /// Build, and hold the number of tasks and pairs that are promised against what there is.
    Ptr<TaskGraph> BuildJob(const Values& values, uint32_t hosts, const Values& base = SMALL)
    {
        const Ptr<TrainingWorkload> job = MakeTraining(values, base);
        NS_TEST_EXPECT_MSG_EQ(job->Check(hosts), "", Write(values));
        const Ptr<TaskGraph> graph = Build(job, hosts);
        const uint64_t promised = job->GetTaskCount(hosts);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(promised, graph->GetCount(), Write(values) << ": tasks");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(promised,
                                    1.01 * graph->GetCount(),
                                    Write(values) << ": not many more");
        const uint64_t pairs = AddUp(*graph).size();
        NS_TEST_EXPECT_MSG_GT_OR_EQ(job->CountPairs(hosts), pairs, Write(values) << ": pairs");
        return graph;
    }
};

} // namespace workload_test
} // namespace aifabric
} // namespace ns3

#endif // TRAINING_TEST_HELPER_H
