/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "free-store.h"

#include <utility>

namespace ns3
{
namespace aifabric
{

bool
FreeStore::Refill()
{
    m_free = m_full ? std::exchange(m_full, nullptr) : m_depot.Take();
    m_count = m_free ? CHAIN : 0;
    return m_free != nullptr;
}

void
FreeStore::Stow()
{
    if (m_full)
    {
        m_depot.Put(m_full);
    }
    m_full = std::exchange(m_free, nullptr);
    m_count = 0;
}

} // namespace aifabric
} // namespace ns3
