/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef AICB_WORKLOAD_H
#define AICB_WORKLOAD_H

#include "aicb-file.h"
#include "collective-trace-workload.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Workloads and logs of AICB (https://github.com/aliyun/aicb), the benchmark that SimAI's workloads
 * come from: CSV, a row for each collective, message and computation of a rank. AicbProgram says
 * how they are carried out.
 */
class AicbWorkload : public CollectiveTraceWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    AicbWorkload();
    ~AicbWorkload() override;

    bool Recognises(const std::string& beginning) const override;

  private:
    void ReadTasks(FileTasks& tasks) const override;
    std::string CheckFabric(uint32_t hosts) const override;

    /**
     * @param file what the file says
     * @return in which sizes its model is cut
     * @throws ConfigError if that is unclear
     */
    ParallelSizes FindSizes(const AicbFile& file) const;

    uint32_t m_ranks; ///< number of ranks where the file does not say it
};

} // namespace aifabric
} // namespace ns3

#endif // AICB_WORKLOAD_H
