/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WINDOW_CONGESTION_CONTROL_H
#define WINDOW_CONGESTION_CONTROL_H

#include "ns3/congestion-control.h"
#include "ns3/huge-arena.h"
#include "ns3/pair-groups.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * No reaction: line rate, and a fixed bound on the bytes in flight.
 *
 * The window counts payload bytes and a queue pair sends whole packets only, so the window is a
 * multiple of the payload of a full packet, and at least one. The bandwidth-delay product, line
 * rate times round-trip time, counts bytes on the wire: it is divided by what a full packet
 * occupies there and rounded up, so that one queue pair alone can fill its link. A size in bytes
 * that was asked for is rounded down.
 */
class WindowCongestionControl : public CongestionControl,
                                public InArena<WindowCongestionControl, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    Ptr<CongestionControl> DoCopy() const override;
    void DoStart() override;
    bool DoIsInitial() const override;
    std::string CheckConfig() const override;
    uint64_t m_bytes;
    double m_multiple;
};

} // namespace aifabric
} // namespace ns3

#endif // WINDOW_CONGESTION_CONTROL_H
