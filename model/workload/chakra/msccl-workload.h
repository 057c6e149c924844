/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MSCCL_WORKLOAD_H
#define MSCCL_WORKLOAD_H

#include "msccl-algorithm.h"

#include "ns3/file-workload.h"

#include <cstdint>
#include <deque>
#include <map>
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
 * One collective by an algorithm of MSCCL, XML as msccl-tools write it. Steps of a thread block are
 * done one after the other, thread blocks and channels side by side; copies and sums take no time.
 * A step that sends is over when its chunks are on their way.
 */
class MscclWorkload : public FileWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    MscclWorkload();
    ~MscclWorkload() override;

    bool Recognises(const std::string& beginning) const override;

  private:
    void ReadTasks(FileTasks& tasks) const override;
    std::string CheckFabric(uint32_t hosts) const override;

    uint64_t m_bytes;  ///< of the larger one of input and output of a rank
    uint64_t m_chunk;  ///< largest piece of a chunk
    uint32_t m_window; ///< messages under way
};

} // namespace aifabric
} // namespace ns3

#endif // MSCCL_WORKLOAD_H
