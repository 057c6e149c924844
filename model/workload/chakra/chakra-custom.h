/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_CUSTOM_H
#define CHAKRA_CUSTOM_H

#include "ns3/file-tasks.h"
#include "ns3/task-graph.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A collective algorithm that Chakra traces say: a file for each rank of the group, PREFIX.RANK.et,
 * with sends, receives and computations, whose ranks are those in the group. All nodes whose
 * parents have ended are carried out, as many at once as there are, and messages are as large as
 * the files say.
 */
class ChakraCustom
{
  public:
    /**
     * Read the files.
     * @param prefix of their paths
     * @throws ConfigError naming a file and what is wrong
     */
    explicit ChakraCustom(const std::string& prefix);

    /**
     * Carry it out.
     * @param algorithm what is carried out
     * @param ranks of the group
     * @param activity what it is in the results
     * @return a part without begins and ends
     * @throws ConfigError if it is for other ranks
     */
    static FileTasks::Part MakePart(const std::shared_ptr<const ChakraCustom>& algorithm,
                                    const std::vector<uint32_t>& ranks,
                                    const TaskGraph::Activity& activity);

  private:
    void AddRank(uint32_t rank, const std::string& path);
    std::vector<TaskGraph::Id> AddTo(TaskGraph& graph,
                                     const std::vector<uint32_t>& hosts,
                                     const std::vector<TaskGraph::Id>& begins) const;

    std::string m_prefix; ///< of the paths
    FileTasks m_tasks;    ///< what the files say
};

} // namespace aifabric
} // namespace ns3

#endif // CHAKRA_CUSTOM_H
