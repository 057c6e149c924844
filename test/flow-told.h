/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_TOLD_H
#define FLOW_TOLD_H

#include "ns3/flow-place.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{
namespace congestion_test
{

/** A queue pair that says what a test wants it to say. */
struct Flow : public CongestionListener
{
    void CongestionStateChanged() override
    {
    }

    uint64_t GetBytesInFlight() const override
    {
        return inFlight;
    }

    uint64_t GetBacklog() const override
    {
        return backlog;
    }

    uint32_t CountSenders() const override
    {
        return senders;
    }

    uint64_t inFlight{0}; ///< bytes
    uint64_t backlog{0};  ///< bytes
    uint32_t senders{1};  ///< queue pairs of the NIC
};

} // namespace congestion_test
} // namespace aifabric
} // namespace ns3

#endif // FLOW_TOLD_H
