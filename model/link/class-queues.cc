/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "class-queues.h"

namespace ns3
{
namespace aifabric
{

Frame*
ClassQueues::PopContended(const ClassScheduling& scheduling, uint8_t ready)
{
    const uint8_t strict = ready & scheduling.strictMask;
    if (strict)
    {
        return Take(static_cast<uint8_t>(31 - __builtin_clz(strict)));
    }
    // Every pass over a class grants it a quantum, so the loop ends: quanta are positive.
    for (;;)
    {
        FrameFifo& queue = Queue(m_turn);
        if ((ready >> m_turn) & 1 && queue.deficit >= queue.head->size)
        {
            queue.deficit -= queue.head->size;
            return Take(m_turn);
        }
        m_turn = (m_turn + 1) % CLASS_COUNT;
        if ((ready >> m_turn) & 1)
        {
            Queue(m_turn).deficit += scheduling.quantum[m_turn];
        }
    }
}

} // namespace aifabric
} // namespace ns3
