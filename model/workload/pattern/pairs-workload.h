/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIRS_WORKLOAD_H
#define PAIRS_WORKLOAD_H

#include "ns3/file-workload.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Messages that a file lists, one on each line, so that others can run the very same ones:
 *
 *     # sender receiver [payload, if it is not that of the attribute Bytes]
 *     0 17
 *     3 5 64KiB
 *
 * All are posted when their hosts start, in the order of the file. Two hosts may be on several
 * lines. What follows a # is a comment.
 */
class PairsWorkload : public FileWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PairsWorkload();
    ~PairsWorkload() override;

  private:
    void ReadTasks(FileTasks& tasks) const override;
    void ReadMessage(FileTasks& tasks, const std::string& text) const;

    uint64_t m_bytes; ///< payload of messages whose lines do not say it
};

} // namespace aifabric
} // namespace ns3

#endif // PAIRS_WORKLOAD_H
