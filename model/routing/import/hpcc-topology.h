/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HPCC_TOPOLOGY_H
#define HPCC_TOPOLOGY_H

#include "ns3/fabric-file.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A topology file of the ns-3 simulators of HPCC (third.cc, 9f4be2a), of those that descend from
 * it, such as ConWeave's (network-load-balance.cc, 236a801), or of SimAI (common.h, cef83f9):
 *
 *     nodes switches links                                 of SimAI: nodes GPUs-per-server
 *     number of each switch ...                            NVSwitches switches links GPU-type
 *     node node rate delay error-rate                      one line for each link
 *
 * Text behind the links is no part of it. Hosts are the nodes that are no switches.
 */
class HpccTopology
{
  public:
    /** No link is read. */
    static constexpr uint64_t NODES_ONLY = UINT64_MAX;

    /**
     * Read a file.
     * @param path where it is
     * @param links how many links are read, the first ones; 0: as many as the first line says, and
     *        no more may come; NODES_ONLY: none, for who wants to know which nodes are hosts
     * @throws ConfigError naming file, line, culprit and what is allowed
     */
    explicit HpccTopology(const std::string& path, uint64_t links = 0);

    /**
     * Find the host that a node is.
     * @param node number of a node
     * @return number of the host: how many hosts have lower numbers
     * @throws ConfigError, without a place, if there is no such node or it is a switch
     */
    uint32_t GetHost(uint64_t node) const;

    /** @return the same in the module's own format. */
    std::vector<FabricFile::Line> Translate() const;

    /**
     * Recognise a file.
     * @param beginning its first bytes
     * @return whether it looks like one of these
     */
    static bool Recognises(const std::string& beginning);

  private:
    using Words = std::vector<std::string>;

    /// What a node is.
    enum class Kind : uint8_t
    {
        HOST,
        SWITCH,
        CROSSBAR,
    };

    /// A link.
    struct Link
    {
        uint32_t line;
        uint32_t from;
        uint32_t to;
        std::string rate;
        std::string delay;
    };

    void Take(const Words& words);
    void TakeHeader(const Words& words);
    void TakeSwitches(const Words& words);
    void TakeLink(const Words& words);
    uint32_t ReadNode(const std::string& word) const;
    void CheckEnd() const;
    void CheckServers() const;
    std::vector<uint32_t> FindTiers() const;
    std::string GetName(uint32_t node) const;
    [[noreturn]] void Refuse(uint32_t line, const std::string& problem) const;

    std::string m_path;
    uint32_t m_line{0};            ///< that is being read
    uint32_t m_headerLine{0};      ///< of the header
    uint32_t m_switchLine{0};      ///< of the numbers of switches
    bool m_isProse{false};         ///< whether the links are over, and text follows
    bool m_hasSwitches{false};     ///< whether their numbers have come
    uint64_t m_firstLinks;         ///< how many are read; 0: all
    uint64_t m_wantedLinks{0};     ///< after the header
    uint32_t m_wantedSwitches{0};  ///< after the header, without crossbars
    uint32_t m_wantedCrossbars{0}; ///< after the header
    uint32_t m_perServer{0};       ///< endpoints of a server; 0: there are no crossbars
    std::vector<Kind> m_kinds;     ///< by node
    std::vector<uint32_t> m_hosts; ///< by node, how many hosts have lower numbers
    std::vector<Link> m_links;
};

} // namespace aifabric
} // namespace ns3

#endif // HPCC_TOPOLOGY_H
