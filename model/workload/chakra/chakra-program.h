/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_PROGRAM_H
#define CHAKRA_PROGRAM_H

#include "chakra-file.h"
#include "chakra-groups.h"
#include "traced-collectives.h"
#include "unsupported-list.h"

#include "ns3/file-tasks.h"

#include <cstdint>
#include <map>
#include <memory>
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
 * Makes tasks of the nodes of a Chakra trace.
 *
 * A node begins when its parents have ended. Of each rank, one node of each of these kinds is under
 * way at a time: computing of the CPU, computing of the accelerator, and sends and collectives.
 * Others of the kind wait, and the one with the lowest number goes next. A receive hinders nothing.
 * Computing takes the duration of the node, or 1 ns if there is none; metadata and memory nodes
 * take no time.
 */
class ChakraProgram
{
  public:
    /** Turns that nodes take, by kind. */
    enum Stream : uint16_t
    {
        CPU = 0,
        ACCELERATOR = 1,
        COMMUNICATION = 2,
    };

    /**
     * @param tasks where the tasks go
     * @param collectives takes what is done together
     * @param groups that nodes may name
     * @param lenient whether what cannot be carried out lasts as long as it says, instead
     */
    ChakraProgram(FileTasks& tasks,
                  TracedCollectives& collectives,
                  ChakraGroups& groups,
                  bool lenient);

    /**
     * Add what the next rank does.
     * @param path of its file
     * @param file what it says
     * @throws ConfigError naming the file, the node and what is wrong
     */
    void AddRank(const std::string& path, const ChakraFile& file);

    /**
     * Nothing more is added.
     * @throws ConfigError if something cannot be carried out, with counts
     */
    void Finish();

  private:
    /// The tasks of a node.
    struct Ends
    {
        FileTasks::Id begin; ///< waits for the parents
        FileTasks::Id end;   ///< what its children wait for
    };

    Ends AddNode(const ChakraNode& node);
    Ends AddComputation(const ChakraNode& node);
    Ends AddUnsupported(const ChakraNode& node, const std::string& reason);
    Ends AddSend(const ChakraNode& node);
    Ends AddReceive(const ChakraNode& node);
    Ends AddCollective(const ChakraNode& node);
    Ends AddTurn();
    void AddParents(const ChakraFile& file, const std::vector<Ends>& ends);
    void SetActivity(const std::string& name, TaskGraph::ActivityKind kind);
    uint32_t ReadPeer(uint64_t rank) const;
    static std::string FindUnsupported(const ChakraNode& node);

    FileTasks& m_tasks;
    TracedCollectives& m_collectives;
    ChakraGroups& m_groups;
    bool m_lenient;
    uint32_t m_rank{0}; ///< the next one
    std::map<std::pair<int, std::string>, uint32_t> m_activities;
    UnsupportedList m_unsupported; ///< nodes that cannot be carried out
    /// By place: file and number of the node. Those who name a place may outlive this object.
    std::shared_ptr<std::vector<std::pair<uint32_t, uint64_t>>> m_places;
    std::shared_ptr<std::vector<std::string>> m_paths; ///< of files
};

/**
 * @ingroup ai-fabric
 * @param micros duration of a node, us
 * @return how long it computes, ps: 1 ns if it says 0
 */
uint64_t GetChakraDuration(uint64_t micros);

} // namespace aifabric
} // namespace ns3

#endif // CHAKRA_PROGRAM_H
