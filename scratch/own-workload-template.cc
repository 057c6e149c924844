/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Copy me into ns-3's scratch/, change DoBuild(), and run
 *
 * ./ns3 run "own-workload-template --workload=my"
 *
 * All options of fabric-run work here, and all other workloads too: --workload=incast.
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The name decides how it is chosen: "my" for MyWorkload.
class MyWorkload : public Workload
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("MyWorkload")
                .SetParent<Workload>()
                .AddConstructor<MyWorkload>()
                .AddAttribute("Bytes",
                              "Payload of each message, bytes",
                              UintegerValue(65536),
                              MakeUintegerAccessor(&MyWorkload::m_bytes),
                              MakeUintegerChecker<uint64_t>()),
            "a message through all hosts, one after the other, each computing for 1 us");
        return tid;
    }

  private:
    std::string CheckConfig(uint32_t) const override
    {
        return CheckBytes(m_bytes); // empty, or one line with what is allowed
    }

    uint64_t CountTasks(uint32_t hosts) const override
    {
        return 2 * (uint64_t{hosts} - 1);
    }

    // Tasks are messages and computations; a dependency says what waits for what.
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom&) const override
    {
        graph.AddCollective("chain");
        TaskGraph::Id last = 0;
        for (uint32_t host = 0; host + 1 < hosts; host++)
        {
            const TaskGraph::Id work = graph.AddComputation(host, 1000000); // ps
            if (host > 0)
            {
                graph.AddDependency(last, work);
            }
            last = graph.AddMessage(host, host + 1, m_bytes);
            graph.AddDependency(work, last);
        }
    }

    uint64_t m_bytes;
};

NS_OBJECT_ENSURE_REGISTERED(MyWorkload);

} // namespace

int
main(int argc, char** argv)
{
    ExperimentOptions options;
    options.workload = "my";
    return RunOwnProgram("own-workload-template", "Tries my workload.", argc, argv, options);
}
