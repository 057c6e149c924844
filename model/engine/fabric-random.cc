/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-random.h"

#include "ns3/rng-seed-manager.h"

namespace ns3
{
namespace aifabric
{

void
FabricRandom::Seed(uint32_t purpose, uint64_t component)
{
    uint64_t x = MixBits(RngSeedManager::GetSeed());
    x = MixBits(x ^ RngSeedManager::GetRun());
    x = MixBits(x ^ purpose);
    x = MixBits(x ^ component);
    for (uint64_t& word : m_state)
    {
        x = MixBits(x);
        word = x;
    }
}

} // namespace aifabric
} // namespace ns3
