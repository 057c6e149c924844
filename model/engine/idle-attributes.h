/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IDLE_ATTRIBUTES_H
#define IDLE_ATTRIBUTES_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** The fabric in which a component is used, as far as it decides which attributes act. */
struct PlaceOfUse
{
    double rate{0};            ///< of the fastest link, bits per second
    uint64_t largestQueue{0};  ///< what a class queue of a switch may hold, bytes
    uint64_t bufferPerPort{0}; ///< what queues are graded against, bytes
    uint32_t switches{0};      ///< on the longest path
    uint8_t dataClasses{0};    ///< mask of the traffic classes of messages
};

/** An attribute that acts on nothing. */
struct IdleAttribute
{
    std::string name;   ///< of the attribute
    std::string reason; ///< why it acts on nothing, and what would help; no full stop
    bool always{false}; ///< to be said even if nobody has set it
};

/**
 * @ingroup ai-fabric
 *
 * A component some of whose attributes act only with certain values of others, or in certain
 * fabrics, and which says so. Derive from it besides the base class of the family.
 */
class IdleAttributes
{
  public:
    virtual ~IdleAttributes() = default;

    /**
     * Find what acts on nothing.
     * @param place the fabric
     * @return attributes, each with its reason
     */
    std::vector<IdleAttribute> ListIdle(const PlaceOfUse& place) const
    {
        return DoListIdle(place);
    }

  private:
    /**
     * Find what acts on nothing.
     * @param place the fabric
     * @return attributes, each with its reason
     */
    virtual std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const = 0;
};

/** An attribute whose value says that another one holds. */
struct ResolvedAttribute
{
    std::string name; ///< of the attribute
    std::string text; ///< what holds, and whence: "from profile: 50us"
};

/**
 * @ingroup ai-fabric
 *
 * A component some of whose attributes take their values from elsewhere, unless they are set, and
 * which says what holds. Derive from it besides the base class of the family.
 */
class ResolvedAttributes
{
  public:
    virtual ~ResolvedAttributes() = default;

    /**
     * Find what holds.
     * @param place the fabric
     * @return the attributes that are not set
     */
    std::vector<ResolvedAttribute> ListResolved(const PlaceOfUse& place) const
    {
        return DoListResolved(place);
    }

  private:
    /**
     * Find what holds.
     * @param place the fabric
     * @return the attributes that are not set
     */
    virtual std::vector<ResolvedAttribute> DoListResolved(const PlaceOfUse& place) const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // IDLE_ATTRIBUTES_H
