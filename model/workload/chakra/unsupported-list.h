/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UNSUPPORTED_LIST_H
#define UNSUPPORTED_LIST_H

#include <cstdint>
#include <map>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What of a trace cannot be carried out: reasons with counts, so that nothing is left out silently.
 */
class UnsupportedList
{
  public:
    /**
     * Add one.
     * @param reason what it is, in the plural
     * @param place where it is
     */
    void Add(const std::string& reason, const std::string& place);

    /**
     * Refuse the trace if there is something.
     * @param what they are, in the plural
     * @throws ConfigError with all reasons
     */
    void Refuse(const std::string& what) const;

  private:
    /// Those of one reason.
    struct Entry
    {
        uint64_t count{0};
        std::string first; ///< where the first one is
    };

    std::map<std::string, Entry> m_entries; ///< by reason
};

} // namespace aifabric
} // namespace ns3

#endif // UNSUPPORTED_LIST_H
