/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "buffer-view.h"

#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

uint64_t
BufferView::GetXoff() const
{
    UintegerValue xoff(0);
    if (m_pfc)
    {
        m_pfc->GetAttribute("Xoff", xoff);
    }
    return xoff.Get();
}

} // namespace aifabric
} // namespace ns3
