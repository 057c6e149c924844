/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ANSWER_EXTENSIONS_H
#define ANSWER_EXTENSIONS_H

#include "fabric-frame.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * What our extensions add to an ACK or NAK behind the AETH (FRAME_SACK, FRAME_BITMAP).
 * @param frame the ACK or NAK
 * @return the bytes, in the order of the wire
 */
std::vector<uint8_t> MakeAnswerExtensions(const Frame& frame);

/**
 * Read what MakeAnswerExtensions() makes.
 * @param bytes what follows the AETH
 * @param size how many
 * @param frame an ACK or NAK, whose fields and flags are set
 * @param extra where to put what has no field in a frame; may be null
 * @return false if they are no extensions of ours
 */
bool ReadAnswerExtensions(const uint8_t* bytes, size_t size, Frame& frame, FrameExtra* extra);

/**
 * What follows the BTH of a credit.
 * @param frame the credit
 * @return the bytes, in the order of the wire
 */
std::vector<uint8_t> MakeCreditBody(const Frame& frame);

/**
 * Read what MakeCreditBody() makes.
 * @param bytes what follows the BTH
 * @param extra where to put the credit
 * @return false if this is no body of a credit
 */
bool ReadCreditBody(const std::vector<uint8_t>& bytes, FrameExtra& extra);

} // namespace aifabric
} // namespace ns3

#endif // ANSWER_EXTENSIONS_H
