/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_BOXES_H
#define SWITCH_BOXES_H

#include "ns3/component-row.h"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A switch that can be bought or is written about: what is known of it, and whence. Sizes are texts
 * as a user writes them. It is a row of SharedMemorySwitchPreset.
 */
struct SwitchBox
{
    std::string name;          ///< by which it is chosen
    std::string product;       ///< what it is
    std::string panel;         ///< ports, such as 64x400Gbps; empty: any
    std::string buffer;        ///< memory of the whole switch
    uint32_t domains;          ///< parts of the memory, each for its own ports
    std::string part;          ///< what a domain is called; empty: it is the whole die
    std::string sources;       ///< letters of the list that PrintSwitchBoxes() ends with
    std::string inferred;      ///< columns that are inferred, joined by blanks
    std::string note{};        ///< what else to know
    uint32_t breakout{1};      ///< most links of a port
    uint32_t cellBytes{1};     ///< bytes of a cell
    std::string alphaRow{};    ///< row of QueueLimit
    std::string alpha{};       ///< its factor by default; empty: the policy has none
    std::string latency{"0s"}; ///< forwarding latency
    ParameterList more{};      ///< further parameters
};

/** @return the boxes, in the order of the table. */
const std::vector<SwitchBox>& ListSwitchBoxes();

/**
 * Print the boxes as a table, with what is inferred in brackets, and where the values come from.
 * @param os where to
 */
void PrintSwitchBoxes(std::ostream& os);

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_BOXES_H
