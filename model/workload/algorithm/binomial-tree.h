/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BINOMIAL_TREE_H
#define BINOMIAL_TREE_H

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** An edge of a binomial tree. */
struct BinomialEdge
{
    uint32_t parent; ///< rank nearer to the root
    uint32_t child;  ///< rank further from it
    uint32_t first;  ///< distance of the child from the root, in ranks: the first of its subtree
    uint32_t count;  ///< ranks of the subtree of the child, those after each other from it on
};

/**
 * The edges of the binomial tree over ranks, those near to the root first: the child of largest
 * subtree is half of the ranks away from the root.
 * @param ranks how many
 * @param root the root
 * @return the edges
 */
inline std::vector<BinomialEdge>
MakeBinomialTree(uint32_t ranks, uint32_t root)
{
    std::vector<BinomialEdge> edges;
    uint32_t distance = 1;
    while (distance < ranks)
    {
        distance *= 2;
    }
    for (distance /= 2; distance > 0; distance /= 2)
    {
        for (uint32_t v = 0; v + distance < ranks; v += 2 * distance)
        {
            const uint32_t child = v + distance;
            edges.push_back({(root + v) % ranks,
                             (root + child) % ranks,
                             child,
                             std::min(distance, ranks - child)});
        }
    }
    return edges;
}

} // namespace aifabric
} // namespace ns3

#endif // BINOMIAL_TREE_H
