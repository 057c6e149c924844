/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONNECTION_MATRIX_WORKLOAD_H
#define CONNECTION_MATRIX_WORKLOAD_H

#include "file-workload.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The connections of a file of the simulator htsim (.cm), read by ConnectionMatrix.
 */
class ConnectionMatrixWorkload : public FileWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    ConnectionMatrixWorkload();
    ~ConnectionMatrixWorkload() override;

    bool Recognises(const std::string& beginning) const override;

  private:
    void ReadTasks(FileTasks& tasks) const override;

    Time m_startUnit;  ///< of the starts
    uint64_t m_notice; ///< bytes by which another host hears of a trigger
};

} // namespace aifabric
} // namespace ns3

#endif // CONNECTION_MATRIX_WORKLOAD_H
