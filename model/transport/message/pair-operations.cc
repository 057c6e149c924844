/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pair-operations.h"

#include "ns3/frame-operations.h"

namespace ns3
{
namespace aifabric
{

void
PairOperations::Add(uint32_t number, const MessageInfo& message)
{
    if (message.operation != RdmaOperation::WRITE)
    {
        m_byMessage[number] = {message.operation, message.immediate, message.result};
    }
}

void
PairOperations::Take(uint32_t number, MessageInfo& message)
{
    const auto found = m_byMessage.find(number);
    if (found != m_byMessage.end())
    {
        message.operation = found->second.kind;
        message.immediate = found->second.immediate;
        message.result = found->second.result;
        m_byMessage.erase(found);
    }
}

void
PairOperations::Write(Frame& frame, FramePool& pool) const
{
    const auto found = m_byMessage.find(frame.msn);
    if (found == m_byMessage.end())
    {
        return;
    }
    const Operation& operation = found->second;
    frame.size -= operations::GetHeaderBytes(frame);
    frame.operation = operation.kind;
    if (operation.kind > RdmaOperation::WRITE_IMMEDIATE)
    {
        frame.flags &= static_cast<uint16_t>(~FRAME_RETH);
    }
    if (operations::IsAtomic(operation.kind))
    {
        frame.operation = RdmaOperation::COMPARE_SWAP; // the answer does not tell which one it was
        pool.GetExtra(frame).operand = operation.result;
    }
    else if (operations::HasImmediate(operation.kind) && frame.Has(FRAME_LAST))
    {
        pool.GetExtra(frame).immediate = operation.immediate;
    }
    frame.flags |= operations::IsFetch(operation.kind) ? FRAME_RESPONSE : uint16_t{0};
    frame.size += operations::GetHeaderBytes(frame);
}

} // namespace aifabric
} // namespace ns3
