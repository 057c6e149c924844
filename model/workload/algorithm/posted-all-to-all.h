/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POSTED_ALL_TO_ALL_H
#define POSTED_ALL_TO_ALL_H

#include "ns3/collective-builder.h"
#include "ns3/collective-operations.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * An all-to-all in which every rank posts its messages at once (or Concurrent at a time), to all
 * others in turn. What derives from it says where a rank begins.
 */
class PostedAllToAll : public AllToAllAlgorithm
{
  public:
    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    uint64_t CountOpenPairs(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;

  private:
    /**
     * @param rank a rank
     * @return the rank at which its turn begins; its own is passed over
     */
    virtual uint32_t GetFirst(uint32_t rank) const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // POSTED_ALL_TO_ALL_H
