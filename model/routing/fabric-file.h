/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_FILE_H
#define FABRIC_FILE_H

#include <cstdint>
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
 * A fabric as a file describes it, checked but not built: hosts, switches, links, and next hops
 * that are given. doc/fabrics.rst has the format.
 */
class FabricFile
{
  public:
    /** A host or a switch. */
    struct Node
    {
        std::string name;         ///< as the file has it
        uint32_t line{0};         ///< of the file
        bool isSwitch{false};     ///< or a host
        bool isScaleUp{false};    ///< a switch inside a server
        uint32_t tier{0};         ///< of a switch: index of its name in GetTiers()
        uint32_t pod{UINT32_MAX}; ///< of a switch; UINT32_MAX: none
        uint32_t vertex{0};       ///< number among hosts, or among switches
    };

    /** A link. */
    struct Link
    {
        uint32_t from{0};           ///< index of a node
        uint32_t to{0};             ///< index of a node
        uint64_t rate{0};           ///< bits per second; 0: the common rate
        uint64_t delay{UINT64_MAX}; ///< ps; UINT64_MAX: the common delay
        uint32_t cost{1};           ///< from its first end to its second
        uint32_t costBack{1};       ///< from its second end to its first
        uint32_t line{0};           ///< of the file
    };

    /** Next hops that are given: at a switch, towards the hosts of another switch. */
    struct Route
    {
        uint32_t at{0};                                  ///< index of a node
        uint32_t target{0};                              ///< index of a node
        std::vector<std::pair<uint32_t, uint16_t>> hops; ///< indices of nodes, and weights
        uint32_t line{0};                                ///< of the file
    };

    /**
     * Read a file.
     * @param path where it is
     * @throws ConfigError naming file, line, culprit and what is allowed
     */
    explicit FabricFile(const std::string& path);

    /** A line, and its number in the file that it is from. */
    struct Line
    {
        uint32_t number;  ///< from 1 on; it may be that of other lines, too
        std::string text; ///< what it says
    };

    /**
     * Read lines that say what a file of another format says.
     * @param path the file, for messages
     * @param lines the lines
     * @throws ConfigError as above
     */
    FabricFile(const std::string& path, const std::vector<Line>& lines);

    /** @return hosts and switches, in the order of the file. */
    const std::vector<Node>& GetNodes() const
    {
        return m_nodes;
    }

    /** @return the links, in the order of the file. */
    const std::vector<Link>& GetLinks() const
    {
        return m_links;
    }

    /** @return next hops that are given. */
    const std::vector<Route>& GetRoutes() const
    {
        return m_routes;
    }

    /** @return names of the tiers, the lowest first. */
    const std::vector<std::string>& GetTiers() const
    {
        return m_tiers;
    }

    /** @return the number of hosts. */
    uint32_t GetHostCount() const
    {
        return m_hosts;
    }

    /**
     * Refuse a line.
     * @param line its number
     * @param problem what is wrong with it
     * @throws ConfigError always
     */
    [[noreturn]] void Refuse(uint32_t line, const std::string& problem) const;

  private:
    using Words = std::vector<std::string>;
    using Options = std::map<std::string, std::string>;

    void CheckWhole() const;
    void ReadLine(const std::string& text);
    Options TakeOptions(Words& words) const;
    uint64_t TakeNumber(Options& options,
                        const std::string& name,
                        uint64_t unset,
                        uint64_t least,
                        uint64_t most) const;
    void CheckNoneLeft(const Options& options, const std::string& allowed) const;
    Words Expand(const std::string& pattern) const;
    void AddNodes(const Words& words, Options& options);
    void AddLinks(const Words& words, Options& options);
    void AddRoute(const Words& words);
    uint32_t Find(const std::string& name) const;
    void CheckPorts() const;

    std::string m_path;
    uint32_t m_line{0}; ///< number of the line at hand
    uint32_t m_hosts{0};
    uint32_t m_switches{0};
    std::vector<Node> m_nodes;
    std::vector<Link> m_links;
    std::vector<Route> m_routes;
    std::vector<std::string> m_tiers;
    std::map<std::string, uint32_t> m_byName;
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_FILE_H
