/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SIMAI_WORKLOAD_H
#define SIMAI_WORKLOAD_H

#include "collective-trace-workload.h"
#include "simai-file.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Workload text of SimAI (X. Wang et al., "SimAI: Unifying architecture design and performance
 * tuning for large-scale large language model training with scalability and precision", NSDI 2025)
 * and of ASTRA-sim 1.0, from which it comes: layers with what they compute and exchange. All ranks
 * do the same. SimaiProgram says in which order.
 */
class SimaiWorkload : public CollectiveTraceWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SimaiWorkload();
    ~SimaiWorkload() override;

    bool Recognises(const std::string& beginning) const override;

  private:
    void ReadTasks(FileTasks& tasks) const override;
    std::string CheckFabric(uint32_t hosts) const override;

    /**
     * @return what the file says, with the number of ranks
     * @throws ConfigError naming the file, the line and what is wrong
     */
    SimaiFile ReadFile() const;

    uint32_t m_iterations; ///< how often the rows are carried out
    uint32_t m_ranks;      ///< number of ranks where the file does not say it
};

} // namespace aifabric
} // namespace ns3

#endif // SIMAI_WORKLOAD_H
