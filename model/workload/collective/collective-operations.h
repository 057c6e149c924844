/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_OPERATIONS_H
#define COLLECTIVE_OPERATIONS_H

#include "collective-algorithm.h"

#include "ns3/component-registry.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Every rank has a vector; at the end all have the sum. An algorithm cuts it
 * into chunks as it likes.
 */
class AllReduceAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * @ingroup ai-fabric
 *
 * Every rank has a vector of as many chunks as ranks; at the end rank r has the
 * sum of chunk r.
 */
class ReduceScatterAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * @ingroup ai-fabric
 *
 * Rank r has chunk r; at the end all have all of them.
 */
class AllGatherAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * @ingroup ai-fabric
 *
 * Chunk i n + j of n ranks is with rank i at the start and with rank j at the
 * end.
 */
class AllToAllAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * @ingroup ai-fabric
 *
 * The root has a vector, a single chunk; at the end all have it.
 */
class BroadcastAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * @ingroup ai-fabric
 *
 * Every rank has a vector, a single chunk; at the end the root has the sum.
 */
class ReduceAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * @ingroup ai-fabric
 *
 * Rank r has chunk r; at the end the root has all of them.
 */
class GatherAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * @ingroup ai-fabric
 *
 * The root has as many chunks as there are ranks; at the end rank r has chunk
 * r.
 */
class ScatterAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * @ingroup ai-fabric
 *
 * Chunk r is that rank r has come; at the end all know it of all. Messages are
 * all as long.
 */
class BarrierAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * @ingroup ai-fabric
 *
 * Rank r has chunk r; at the end rank r + offset, if there is one, has it.
 */
class SendRecvAlgorithm : public CollectiveAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the algorithms that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
    bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const override;
};

/**
 * List the operations.
 * @return name as in --workload, and the algorithms
 */
std::vector<std::pair<std::string, const ComponentFamily*>> ListCollectiveOperations();

} // namespace aifabric
} // namespace ns3

#endif // COLLECTIVE_OPERATIONS_H
