/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_FILE_H
#define CHAKRA_FILE_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What a node of a Chakra execution trace is; numbers as in the files. */
enum class ChakraKind : uint8_t
{
    INVALID = 0,
    METADATA = 1,
    LOAD = 2,
    STORE = 3,
    COMPUTATION = 4,
    SEND = 5,
    RECEIVE = 6,
    COLLECTIVE = 7,
};

/** A node of a Chakra execution trace: what one rank does. */
struct ChakraNode
{
    uint64_t id{0};                       ///< its number, unique in its file
    std::string name;                     ///< its name
    ChakraKind kind{ChakraKind::INVALID}; ///< what it is
    std::vector<uint64_t> parents;        ///< numbers of nodes that it waits for
    uint64_t micros{0};                   ///< its duration, us
    bool isCpu{false};                    ///< attribute is_cpu_op
    bool leavesOutDimensions{false};      ///< attribute involved_dim has a false
    std::optional<uint64_t> collective;   ///< attribute comm_type
    std::optional<uint64_t> bytes;        ///< attribute comm_size
    std::optional<uint64_t> src;          ///< attribute comm_src
    std::optional<uint64_t> dst;          ///< attribute comm_dst
    uint64_t tag{0};                      ///< attribute comm_tag
    std::string group;                    ///< attribute pg_name
    std::string inputs;                   ///< values of its inputs; kept of metadata only
};

/** A file of a Chakra execution trace: what one rank does. */
struct ChakraFile
{
    std::string version;           ///< of the format, as the file says
    std::vector<ChakraNode> nodes; ///< by number
};

/**
 * @ingroup ai-fabric
 *
 * Say whether Chakra traces can be read here: protobuf is found when the module is configured.
 * @return an empty string, or one line that says what to install
 */
std::string GetChakraProblem();

/**
 * @ingroup ai-fabric
 *
 * Read a file of a Chakra execution trace (https://github.com/mlcommons/chakra): messages of
 * protobuf, each after its length as a varint, the first of them about the file and all others
 * nodes. A file that begins with 1f 8b is unpacked with gzip first.
 * @param path of the file
 * @return what it says
 * @throws ConfigError naming the file, the record and what is wrong
 */
ChakraFile ReadChakraFile(const std::string& path);

} // namespace aifabric
} // namespace ns3

#endif // CHAKRA_FILE_H
