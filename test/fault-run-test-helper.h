/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_RUN_TEST_HELPER_H
#define FAULT_RUN_TEST_HELPER_H

#include "ns3/experiment.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-program.h"
#include "ns3/frame-pool.h"
#include "ns3/simulator.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace ns3
{
namespace aifabric
{
namespace fault_test
{

/// What a run of an experiment with faults leaves behind.
struct FaultRun
{
    RunRecord record;
    RunDetails details;
    bool conserved;                          ///< FabricContainer::CheckAccounts()
    std::map<DropReason, uint64_t> lastLoss; ///< ps
    /// By flow, packet numbers lost.
    std::map<std::pair<uint32_t, uint32_t>, std::set<uint32_t>> lost;
};

/// Hears of losses.
class LossListener : public FramePool::DropListener
{
  public:
    void FrameDropped(const Frame& frame, DropReason reason) override
    {
        last[reason] = FabricEngine::Get().Now();
        if (frame.kind == FrameKind::DATA)
        {
            flows[{frame.src, frame.dst}].insert(frame.psn);
        }
    }

    std::map<DropReason, uint64_t> last;
    std::map<std::pair<uint32_t, uint32_t>, std::set<uint32_t>> flows;
};

/// A small experiment with faults that stores nothing.
inline ExperimentOptions
Small(const std::string& fault)
{
    ExperimentOptions options;
    options.fabric = "fat-tree:k=4";
    options.workload = "permutation:bytes=1MiB";
    options.recovery = "sack:timeout-exponent=3";
    options.db = "none";
    options.stop = "1s";
    options.fault = fault;
    return options;
}

/// Run an experiment to its end.
inline FaultRun
Execute(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    experiment.Build();
    LossListener listener;
    FramePool::AddListener(&listener);
    experiment.Run();
    FramePool::RemoveListener(&listener);
    FaultRun run;
    run.record = experiment.Collect(run.details);
    run.conserved = experiment.GetFabric().CheckAccounts().empty();
    run.lastLoss = listener.last;
    run.lost = listener.flows;
    Simulator::Destroy();
    return run;
}

} // namespace fault_test
} // namespace aifabric
} // namespace ns3

#endif // FAULT_RUN_TEST_HELPER_H
