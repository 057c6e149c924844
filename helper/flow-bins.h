/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_BINS_H
#define FLOW_BINS_H

#include "fabric-container.h"

#include "ns3/run-record.h"
#include "ns3/task-graph-run.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Tell how long the messages of a workload took, by their size, in multiples of the times that they
 * take on an idle fabric.
 * @param fabric the fabric after the run
 * @param run the workload; it says itself which messages count (TaskGraph::SetMeasuring())
 * @param job its number
 * @return a record for each range of sizes; none if the workload does not ask for them
 */
std::vector<FlowBinRecord> MeasureFlowBins(const FabricContainer& fabric,
                                           const TaskGraphRun& run,
                                           uint32_t job);

/**
 * @ingroup ai-fabric
 *
 * Write what MeasureFlowBins() found, for people.
 * @param run the run
 * @return for each range of sizes that has messages, what it is called and how long they took
 */
std::vector<std::pair<std::string, std::string>> WriteFlowBins(const RunRecord& run);

} // namespace aifabric
} // namespace ns3

#endif // FLOW_BINS_H
