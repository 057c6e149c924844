/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ELEPHANT_TRAP_H
#define ELEPHANT_TRAP_H

#include "flow-table.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Which flows of a switch are elephants (ETRAP of Cisco's Cloud Scale ASICs): a flow becomes one
 * when it has brought more than byteCount bytes, and is none any more, and begins again, after an
 * age period in which it brought less than bandwidthThreshold. Others are mice.
 *
 * It also counts what each flow brings in a period of approximate fair dropping.
 */
class ElephantTrap
{
  public:
    /** When a flow is an elephant. */
    struct Settings
    {
        uint64_t byteCount{1048555};      ///< bytes up to which a flow is a mouse
        uint64_t age{50000000};           ///< length of an age period, ps
        uint64_t bandwidthThreshold{500}; ///< least bytes of an elephant in an age period
        uint64_t period{25000000};        ///< length of a period of Flow::Amount, ps
    };

    /** A flow. */
    struct Flow
    {
        uint64_t bytes{0};      ///< since it began
        uint64_t ageStart{0};   ///< begin of its age period, ps
        uint64_t ageBytes{0};   ///< in that
        uint64_t period{0};     ///< number of the period of now
        uint64_t now{0};        ///< bytes in that
        uint64_t before{0};     ///< bytes in the period before
        bool isElephant{false}; ///< whether it is one
    };

    /** A trap with the settings that the switches have by default. */
    ElephantTrap() = default;

    /** @param settings when a flow is an elephant */
    explicit ElephantTrap(const Settings& settings)
        : m_settings(settings)
    {
    }

    /**
     * Count a frame.
     * @param frame the frame
     * @param time when it comes, ps
     * @return its flow, the frame included
     */
    const Flow& Count(const Frame& frame, uint64_t time);

    /** @return how often a flow became an elephant. */
    uint64_t GetElephants() const
    {
        return m_elephants;
    }

  private:
    Settings m_settings;
    FlowTable<Flow> m_flows;
    uint64_t m_elephants{0};
};

} // namespace aifabric
} // namespace ns3

#endif // ELEPHANT_TRAP_H
