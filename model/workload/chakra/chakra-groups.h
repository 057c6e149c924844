/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_GROUPS_H
#define CHAKRA_GROUPS_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Groups of ranks that the nodes of a Chakra trace name by attribute pg_name. An empty name, or
 * "0", is the group of all ranks.
 */
class ChakraGroups
{
  public:
    /** @param ranks number of ranks of the trace */
    explicit ChakraGroups(uint32_t ranks);

    /**
     * Read groups from a JSON file: an object whose keys are names and whose values are lists of
     * ranks.
     * @param path of the file
     * @throws ConfigError naming the file and what is wrong
     */
    void ReadFile(const std::string& path);

    /**
     * Read groups from a metadata node of a trace that PyTorch wrote, which count for its own rank
     * and go before those of a file: the values of its inputs hold, within two characters on either
     * side, a JSON list of objects with pg_name and ranks. No ranks are all ranks.
     * @param rank whose node it is
     * @param inputs values of its inputs
     * @return whether there are groups in them
     * @throws ConfigError if there are, and something is wrong with them
     */
    bool ReadNode(uint32_t rank, const std::string& inputs);

    /**
     * Look a group up.
     * @param rank who names it
     * @param name its name
     * @return its ranks in order
     * @throws ConfigError if there is none, or the rank is not in it
     */
    const std::vector<uint32_t>& Find(uint32_t rank, const std::string& name) const;

  private:
    void Check(const std::string& name, const std::vector<uint32_t>& ranks) const;

    std::vector<uint32_t> m_all;
    std::map<std::string, std::vector<uint32_t>> m_ofFile;
    std::vector<std::map<std::string, std::vector<uint32_t>>> m_ofNodes; ///< by rank
};

} // namespace aifabric
} // namespace ns3

#endif // CHAKRA_GROUPS_H
