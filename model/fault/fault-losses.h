/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_LOSSES_H
#define FAULT_LOSSES_H

#include "ns3/frame-pool.h"

#include <cstdint>
#include <unordered_set>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The frames that a fault has cost, and the flows to which they belonged. A flow is a pair of
 * hosts; what answers its data (ACK, NAK, CNP) belongs to it too.
 */
class FaultLosses
{
  public:
    /** One loss. */
    struct Loss
    {
        uint64_t time{0};                         ///< ps
        uint32_t src{0};                          ///< host that sends the data of the flow
        uint32_t dst{0};                          ///< host that receives it
        DropReason reason{DropReason::LINK_DOWN}; ///< why
    };

    /**
     * A frame is lost.
     * @param frame the frame
     * @param reason why
     * @param now the time, ps
     */
    void Add(const Frame& frame, DropReason reason, uint64_t now);

    /** @return the number of frames lost, link-local ones included. */
    uint64_t GetFrames() const
    {
        return m_frames;
    }

    /** @return the number of flows that lost a frame. */
    uint64_t GetFlows() const
    {
        return m_flows.size();
    }

    /** @return the first loss of a flow; meaningless without flows. */
    const Loss& GetFirst() const
    {
        return m_first;
    }

    /** @return the last one. */
    const Loss& GetLast() const
    {
        return m_last;
    }

  private:
    uint64_t m_frames{0};
    std::unordered_set<uint64_t> m_flows;
    Loss m_first;
    Loss m_last;
};

} // namespace aifabric
} // namespace ns3

#endif // FAULT_LOSSES_H
