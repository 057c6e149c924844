/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_GUARD_H
#define RUN_GUARD_H

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Knows whether a simulation still gets anywhere. The engine asks it when something schedules
 * itself again (FabricEngine::Renewed()), and not more often than it wants to be asked.
 */
class RunGuard
{
  public:
    /** How things stand. */
    enum class State
    {
        ALIVE, ///< frames move, or may move by themselves
        IDLE,  ///< nothing is to be sent: only another event of the simulation can start something
        STUCK  ///< frames wait for each other for ever
    };

    virtual ~RunGuard() = default;

    /**
     * Look at the simulation.
     * @param now the time, ps
     * @return how things stand
     */
    virtual State Look(uint64_t now) = 0;

    /** @return least time between two looks, ps. */
    virtual uint64_t GetInterval() const = 0;

    /** @return true if nothing is to be sent now. */
    virtual bool IsIdle() const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // RUN_GUARD_H
