/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIRS_WORKLOAD_H
#define PAIRS_WORKLOAD_H

#include "ns3/workload.h"

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
 * Messages that a file lists, one on each line, so that others can run the very same ones:
 *
 *     # sender receiver [payload, if it is not that of the attribute Bytes]
 *     0 17
 *     3 5 64KiB
 *
 * All are posted when their hosts start, in the order of the file. Two hosts may be on several
 * lines. What follows a # is a comment.
 */
class PairsWorkload : public Workload
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
    /// A line of the file.
    struct Message
    {
        uint32_t line;  ///< its number
        uint32_t src;   ///< who sends
        uint32_t dst;   ///< who receives
        uint64_t bytes; ///< payload; 0: that of the attribute
    };

    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    uint64_t CountPairs(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    /**
     * Read the file, once.
     * @return its messages
     * @throws ConfigError if it cannot be read
     */
    const std::vector<Message>& GetMessages() const;

    /**
     * Read a line.
     * @param text the line
     * @param line its number
     * @return its message, from a host to itself if the line is empty
     */
    Message ReadMessage(const std::string& text, uint32_t line) const;

    std::string m_path; ///< of the file
    uint64_t m_bytes;   ///< payload of messages whose lines do not say it

    mutable std::unique_ptr<std::vector<Message>> m_messages; ///< of the file m_read
    mutable std::string m_read;                               ///< what was read
};

} // namespace aifabric
} // namespace ns3

#endif // PAIRS_WORKLOAD_H
