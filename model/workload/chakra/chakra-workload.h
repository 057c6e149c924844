/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_WORKLOAD_H
#define CHAKRA_WORKLOAD_H

#include "collective-trace-workload.h"
#include "traced-collectives.h"

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
 * Execution traces of MLCommons' Chakra (S. Sridharan et al., "Chakra: Advancing performance
 * benchmarking and co-design using standardized execution traces", arXiv:2305.14516): files
 * PREFIX.RANK.et, one for each rank. They are carried out as ASTRA-sim 2.0 does (W. Won et al.,
 * ISPASS 2023); see ChakraProgram.
 */
class ChakraWorkload : public CollectiveTraceWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    ChakraWorkload();
    ~ChakraWorkload() override;

    std::vector<std::string> ListFiles() const override;
    std::string RecogniseName(const std::string& file) const override;

  private:
    void ReadTasks(FileTasks& tasks) const override;
    std::string CheckFabric(uint32_t hosts) const override;

    /** @return operations, and the files of their own algorithms. */
    std::vector<std::pair<std::string, std::string>> ListCustom() const;

    std::string m_groups;        ///< path of the file of groups
    std::string m_allReduce;     ///< prefix of the files of a collective
    std::string m_allGather;     ///< of another one
    std::string m_reduceScatter; ///< of another one
    std::string m_allToAll;      ///< of another one
};

} // namespace aifabric
} // namespace ns3

#endif // CHAKRA_WORKLOAD_H
