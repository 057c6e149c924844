/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ASTRA_TOPOLOGY_H
#define ASTRA_TOPOLOGY_H

#include "ns3/fabric-file.h"

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
 * A network file of ASTRA-sim (.yml): NPUs in a grid of dimensions, each a ring, fully connected,
 * or joined by switches. Read and wired as astra-network-analytical does (NetworkParser.cpp,
 * Ring.cpp, FullyConnected.cpp, Switch.cpp): bandwidth in GiB/s and latency in ns are those of each
 * link and direction, and NPUs are numbered along the first dimension first.
 *
 * Hosts of this module forward nothing. Unless the only dimension is one of switches, each NPU is
 * therefore a host and a router, a switch that has the links of the NPU; the link between them is
 * as fast as all of these together, and without delay. Frames take shortest paths, not one
 * dimension after the other.
 */
class AstraTopology
{
  public:
    /**
     * Read a file.
     * @param path where it is
     * @throws ConfigError naming file, line, culprit and what is allowed
     */
    explicit AstraTopology(const std::string& path);

    /** @return the same in the module's own format. */
    std::vector<FabricFile::Line> Translate() const;

    /**
     * Recognise a file.
     * @param beginning its first bytes
     * @return whether it looks like one of these
     */
    static bool Recognises(const std::string& beginning);

  private:
    /// What joins the NPUs of a dimension.
    enum class Block : uint8_t
    {
        RING,
        FULLY_CONNECTED,
        SWITCH,
    };

    /// A list of the file.
    struct List
    {
        uint32_t line{0};
        std::vector<std::string> items;
    };

    /// A dimension.
    struct Dimension
    {
        Block block{Block::RING};
        uint64_t size{0};  ///< NPUs along it
        uint64_t rate{0};  ///< of its links, bits per second
        uint64_t delay{0}; ///< of its links, ps
    };

    void Take(const std::string& text);
    void TakeList(List& list, const std::string& text);
    void MakeDimensions();
    void CheckSize() const;
    uint64_t CountLinks(const Dimension& dimension) const;
    uint64_t GetRouterRate() const;
    void Join(std::vector<FabricFile::Line>& lines, size_t number, uint64_t stride) const;
    [[noreturn]] void Refuse(uint32_t line, const std::string& problem) const;

    std::string m_path;
    uint32_t m_line{0};                  ///< that is being read
    std::map<std::string, List> m_lists; ///< by key
    std::string m_open;                  ///< key of the list that goes on in the next lines
    std::vector<Dimension> m_dimensions;
};

} // namespace aifabric
} // namespace ns3

#endif // ASTRA_TOPOLOGY_H
