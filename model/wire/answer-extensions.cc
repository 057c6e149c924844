/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "answer-extensions.h"

#include "frame-extra.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/// What an answer has that carries nothing.
const FrameExtra NOTHING{};

/// Append a number in network order.
void
Append(std::vector<uint8_t>& bytes, uint64_t value, uint32_t size)
{
    for (uint32_t i = size; i-- > 0;)
    {
        bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
    }
}

/// Read a number in network order.
uint64_t
Read(const uint8_t* bytes, uint32_t size)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < size; i++)
    {
        value = value << 8 | bytes[i];
    }
    return value;
}

} // namespace

std::vector<uint8_t>
MakeAnswerExtensions(const Frame& frame)
{
    std::vector<uint8_t> bytes;
    const bool isNak = frame.kind == FrameKind::NAK;
    if (frame.Has(FRAME_SACK))
    {
        Append(bytes, isNak ? frame.reason : 0, 1);
        Append(bytes, frame.sackPsn, 3);
    }
    if (frame.Has(FRAME_BITMAP))
    {
        const FrameExtra& extra = frame.extra ? *frame.extra : NOTHING;
        Append(bytes, isNak ? 0 : frame.reason, 1);
        Append(bytes, extra.bitmapBase, 3);
        Append(bytes, extra.bitmap, 8);
        Append(bytes, extra.received, 8);
        Append(bytes, extra.overtaken, 4);
    }
    return bytes;
}

bool
ReadAnswerExtensions(const uint8_t* bytes, size_t size, Frame& frame, FrameExtra* extra)
{
    const bool isNak = frame.kind == FrameKind::NAK;
    const bool hasBitmap = size >= wire::BITMAP_BYTES;
    const size_t rest = size - (hasBitmap ? wire::BITMAP_BYTES : 0);
    if (rest != 0 && rest != wire::SACK_BYTES)
    {
        return false;
    }
    if (rest == wire::SACK_BYTES)
    {
        if (bytes[0] != 0 && !isNak)
        {
            return false;
        }
        frame.flags |= FRAME_SACK;
        frame.reason = bytes[0];
        frame.sackPsn = static_cast<uint32_t>(Read(bytes + 1, 3));
        bytes += wire::SACK_BYTES;
    }
    if (hasBitmap)
    {
        frame.flags |= FRAME_BITMAP;
        frame.reason = isNak ? frame.reason : bytes[0];
        if (extra)
        {
            extra->bitmapBase = static_cast<uint32_t>(Read(bytes + 1, 3));
            extra->bitmap = Read(bytes + 4, 8);
            extra->received = Read(bytes + 12, 8);
            extra->overtaken = static_cast<uint32_t>(Read(bytes + 20, 4));
        }
        return !isNak || bytes[0] == 0;
    }
    return true;
}

std::vector<uint8_t>
MakeCreditBody(const Frame& frame)
{
    std::vector<uint8_t> bytes;
    Append(bytes, frame.extra ? frame.extra->credit : 0, 8);
    bytes.resize(wire::CREDIT_BYTES);
    return bytes;
}

bool
ReadCreditBody(const std::vector<uint8_t>& bytes, FrameExtra& extra)
{
    constexpr uint32_t NUMBER = 8;
    if (bytes.size() != wire::CREDIT_BYTES || Read(bytes.data() + NUMBER, NUMBER) != 0)
    {
        return false;
    }
    extra.credit = Read(bytes.data(), NUMBER);
    return true;
}

} // namespace aifabric
} // namespace ns3
