/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STORM_RULE_H
#define STORM_RULE_H

#include "ns3/component-registry.h"
#include "ns3/object.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** What a watchdog knows of a class of a port at a poll, of the time since the poll before. */
struct PollInterval
{
    uint64_t length{0};       ///< ps
    uint64_t queuedBytes{0};  ///< at this poll
    bool sent{false};         ///< a frame has left the queue
    uint64_t pausedPs{0};     ///< how long the peer paused it
    bool received{false};     ///< a PFC frame of the class has come
    bool resumed{false};      ///< a pause was over
    bool pausedBefore{false}; ///< it was paused at the poll before
    bool pausedNow{false};    ///< it is paused
};

/**
 * @ingroup ai-fabric
 *
 * How a family of ASICs tells a storm of pauses from a pause that does its work: a rule over the
 * time between two polls of a PFC watchdog.
 */
class StormRule : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    StormRule();
    ~StormRule() override;

    /** @return all rules that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    /**
     * @param interval the time since the last poll
     * @return whether the class is in a storm
     */
    bool IsStorm(const PollInterval& interval) const
    {
        return DoIsStorm(interval);
    }

    /**
     * @return true if the rule looks at a whole interval; false if it looks at the instant of a
     * poll, so that the first poll in a storm begins an interval and ends none
     */
    bool LooksBack() const
    {
        return DoLooksBack();
    }

  private:
    /**
     * @param interval the time since the last poll
     * @return whether the class is in a storm
     */
    virtual bool DoIsStorm(const PollInterval& interval) const = 0;
    /** @return true unless overridden. */
    virtual bool DoLooksBack() const;
};

} // namespace aifabric
} // namespace ns3

#endif // STORM_RULE_H
