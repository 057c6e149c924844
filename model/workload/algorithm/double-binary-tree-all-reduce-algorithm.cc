/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// A tree over ranks.
struct Tree
{
    std::vector<uint32_t> parents;               ///< by rank; the root is its own
    std::vector<std::vector<uint32_t>> children; ///< by rank
    uint32_t root{0};                            ///< the rank without a parent
};

/// @return parent in the in-order tree: 0 is the root, above the largest power of two
uint32_t
GetParent(uint32_t place, uint32_t places)
{
    if (place == 0)
    {
        return 0;
    }
    const uint32_t lowest = place & (~place + 1);
    const uint32_t above = (place ^ lowest) | (lowest << 1);
    return above < places ? above : place ^ lowest;
}

/// @return server in a place of the first or the second tree
uint32_t
GetServer(uint32_t place, uint32_t servers, uint32_t number)
{
    if (number == 0)
    {
        return place;
    }
    return servers % 2 == 0 ? servers - 1 - place : (place + 1) % servers;
}

/// @return the first or the second tree
Tree
MakeTree(const CollectiveShape& shape, uint32_t channel, uint32_t number)
{
    const uint32_t own = shape.perServer;
    const uint32_t servers = shape.ranks / own;
    const uint32_t head = channel % own;
    Tree tree;
    tree.parents.resize(shape.ranks);
    tree.children.resize(shape.ranks);
    for (uint32_t place = 0; place < servers; place++)
    {
        const uint32_t server = GetServer(place, servers, number);
        const uint32_t above = GetServer(GetParent(place, servers), servers, number);
        for (uint32_t i = 0; i < own; i++)
        {
            // The head of the chain in a server is the one with parents and children elsewhere.
            const uint32_t rank = server * own + (head + i) % own;
            const uint32_t parent =
                i > 0 ? server * own + (head + i - 1) % own : above * own + head;
            tree.parents[rank] = parent;
            if (parent == rank)
            {
                tree.root = rank;
            }
            else
            {
                tree.children[parent].push_back(rank);
            }
        }
    }
    return tree;
}

/// Add the messages of one tree, which carry the chunk of its number.
void
AddTree(CollectiveBuilder& builder, uint32_t number)
{
    const uint32_t ranks = builder.GetShape().ranks;
    const Tree tree = MakeTree(builder.GetShape(), builder.GetChannel(), number);
    std::vector<CollectiveBuilder::Id> up(ranks, CollectiveBuilder::NONE);
    std::vector<CollectiveBuilder::Id> down(ranks, CollectiveBuilder::NONE);
    for (uint32_t rank = 0; rank < ranks; rank++)
    {
        if (rank != tree.root)
        {
            up[rank] = builder.Reduce(rank, tree.parents[rank], {{number}});
            down[rank] = builder.Copy(tree.parents[rank], rank, {{number}});
        }
    }
    for (uint32_t rank = 0; rank < ranks; rank++)
    {
        for (const uint32_t child : tree.children[rank])
        {
            builder.Order(up[child], up[rank]);
            builder.Order(down[rank], down[child]);
            for (const uint32_t other : tree.children[rank])
            {
                if (rank == tree.root)
                {
                    builder.Order(up[other], down[child]);
                }
            }
        }
    }
}

} // namespace

/**
 * @ingroup ai-fabric
 *
 * The double binary tree (P. Sanders, J. Speck, J. L. Traeff, "Two-tree algorithms for full
 * bandwidth broadcast, reduction and scan", Parallel Computing 35(12), 2009) as NCCL builds it:
 * half of the vector is reduced up the first tree and sent down again, the other half in a second
 * tree with the ranks mirrored (shifted by one if their number is odd). No rank has children in
 * both, but rank 0 of an odd number, which has one child as the root of the first. Each rank sends
 * and receives the vector twice at most; Chunk decides how well the levels overlap.
 *
 * Where servers have several ranks the trees are over servers, and the ranks of each are a chain,
 * whose head is another rank for each channel.
 */
class DoubleBinaryTreeAllReduceAlgorithm : public AllReduceAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    uint64_t CountPairs(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
};

NS_OBJECT_ENSURE_REGISTERED(DoubleBinaryTreeAllReduceAlgorithm);

TypeId
DoubleBinaryTreeAllReduceAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::DoubleBinaryTreeAllReduceAlgorithm")
                              .SetParent<AllReduceAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<DoubleBinaryTreeAllReduceAlgorithm>(),
                          "two binary trees, each for half of the vector; pipelined by Chunk");
    return tid;
}

uint64_t
DoubleBinaryTreeAllReduceAlgorithm::CountChunks(const CollectiveShape&) const
{
    return 2;
}

uint64_t
DoubleBinaryTreeAllReduceAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
DoubleBinaryTreeAllReduceAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return uint64_t{4} * (shape.ranks - 1);
}

uint64_t
DoubleBinaryTreeAllReduceAlgorithm::CountPairs(const CollectiveShape& shape) const
{
    return uint64_t{4} * (shape.ranks - 1) * std::min(shape.perServer, shape.channels);
}

void
DoubleBinaryTreeAllReduceAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    AddTree(builder, 0);
    AddTree(builder, 1);
}

} // namespace aifabric
} // namespace ns3
