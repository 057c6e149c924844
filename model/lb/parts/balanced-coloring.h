/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BALANCED_COLORING_H
#define BALANCED_COLORING_H

#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * Colour the edges of a bipartite multigraph so that at every vertex each colour occurs equally
 * often, give or take one. That is always possible, with any number of colours (D. de Werra,
 * "Equitable colorations of graphs", 1971): each vertex is cut into vertices of as many edges as
 * there are colours, whose edges then get different colours (D. Konig, 1916, by alternating paths).
 *
 * With flows as edges from the switches where they go up to those where they come down, and with
 * the switches above as colours, both ways are balanced.
 *
 * @param edges left and right end of each edge, any numbers
 * @param colors number of colours, at least 1
 * @return colour of each edge
 */
std::vector<uint32_t> ColorBalanced(const std::vector<std::pair<uint32_t, uint32_t>>& edges,
                                    uint32_t colors);

} // namespace aifabric
} // namespace ns3

#endif // BALANCED_COLORING_H
