/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-operations.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/// @return the type of the algorithms of an operation
TypeId
MakeOperation(const std::string& name)
{
    return TypeId("ns3::aifabric::" + name + "Algorithm")
        .SetParent<CollectiveAlgorithm>()
        .SetGroupName("AiFabric");
}

} // namespace

NS_OBJECT_ENSURE_REGISTERED(AllReduceAlgorithm);

TypeId
AllReduceAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("AllReduce");
    return tid;
}

const ComponentFamily&
AllReduceAlgorithm::GetFamily()
{
    static const ComponentFamily family("all-reduce algorithm",
                                        "AllReduceAlgorithm",
                                        {GetTypeId()});
    return family;
}

bool
AllReduceAlgorithm::Has(const CollectiveShape&, uint32_t, uint64_t) const
{
    return true;
}

bool
AllReduceAlgorithm::Gets(const CollectiveShape&, uint32_t, uint64_t) const
{
    return true;
}

NS_OBJECT_ENSURE_REGISTERED(ReduceScatterAlgorithm);

TypeId
ReduceScatterAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("ReduceScatter");
    return tid;
}

const ComponentFamily&
ReduceScatterAlgorithm::GetFamily()
{
    static const ComponentFamily family("reduce-scatter algorithm",
                                        "ReduceScatterAlgorithm",
                                        {GetTypeId()});
    return family;
}

uint64_t
ReduceScatterAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return shape.ranks;
}

bool
ReduceScatterAlgorithm::Has(const CollectiveShape&, uint32_t, uint64_t) const
{
    return true;
}

bool
ReduceScatterAlgorithm::Gets(const CollectiveShape&, uint32_t rank, uint64_t chunk) const
{
    return rank == chunk;
}

NS_OBJECT_ENSURE_REGISTERED(AllGatherAlgorithm);

TypeId
AllGatherAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("AllGather");
    return tid;
}

const ComponentFamily&
AllGatherAlgorithm::GetFamily()
{
    static const ComponentFamily family("all-gather algorithm",
                                        "AllGatherAlgorithm",
                                        {GetTypeId()});
    return family;
}

uint64_t
AllGatherAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return shape.ranks;
}

bool
AllGatherAlgorithm::Has(const CollectiveShape&, uint32_t rank, uint64_t chunk) const
{
    return rank == chunk;
}

bool
AllGatherAlgorithm::Gets(const CollectiveShape&, uint32_t, uint64_t) const
{
    return true;
}

NS_OBJECT_ENSURE_REGISTERED(AllToAllAlgorithm);

TypeId
AllToAllAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("AllToAll");
    return tid;
}

const ComponentFamily&
AllToAllAlgorithm::GetFamily()
{
    static const ComponentFamily family("all-to-all algorithm", "AllToAllAlgorithm", {GetTypeId()});
    return family;
}

uint64_t
AllToAllAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return uint64_t{shape.ranks} * shape.ranks;
}

bool
AllToAllAlgorithm::Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const
{
    return rank == chunk / shape.ranks;
}

bool
AllToAllAlgorithm::Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const
{
    return rank == chunk % shape.ranks;
}

NS_OBJECT_ENSURE_REGISTERED(BroadcastAlgorithm);

TypeId
BroadcastAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("Broadcast");
    return tid;
}

const ComponentFamily&
BroadcastAlgorithm::GetFamily()
{
    static const ComponentFamily family("broadcast algorithm", "BroadcastAlgorithm", {GetTypeId()});
    return family;
}

uint64_t
BroadcastAlgorithm::CountChunks(const CollectiveShape&) const
{
    return 1;
}

bool
BroadcastAlgorithm::Has(const CollectiveShape& shape, uint32_t rank, uint64_t) const
{
    return rank == shape.root;
}

bool
BroadcastAlgorithm::Gets(const CollectiveShape&, uint32_t, uint64_t) const
{
    return true;
}

NS_OBJECT_ENSURE_REGISTERED(ReduceAlgorithm);

TypeId
ReduceAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("Reduce");
    return tid;
}

const ComponentFamily&
ReduceAlgorithm::GetFamily()
{
    static const ComponentFamily family("reduce algorithm", "ReduceAlgorithm", {GetTypeId()});
    return family;
}

uint64_t
ReduceAlgorithm::CountChunks(const CollectiveShape&) const
{
    return 1;
}

bool
ReduceAlgorithm::Has(const CollectiveShape&, uint32_t, uint64_t) const
{
    return true;
}

bool
ReduceAlgorithm::Gets(const CollectiveShape& shape, uint32_t rank, uint64_t) const
{
    return rank == shape.root;
}

NS_OBJECT_ENSURE_REGISTERED(GatherAlgorithm);

TypeId
GatherAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("Gather");
    return tid;
}

const ComponentFamily&
GatherAlgorithm::GetFamily()
{
    static const ComponentFamily family("gather algorithm", "GatherAlgorithm", {GetTypeId()});
    return family;
}

uint64_t
GatherAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return shape.ranks;
}

bool
GatherAlgorithm::Has(const CollectiveShape&, uint32_t rank, uint64_t chunk) const
{
    return rank == chunk;
}

bool
GatherAlgorithm::Gets(const CollectiveShape& shape, uint32_t rank, uint64_t) const
{
    return rank == shape.root;
}

NS_OBJECT_ENSURE_REGISTERED(ScatterAlgorithm);

TypeId
ScatterAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("Scatter");
    return tid;
}

const ComponentFamily&
ScatterAlgorithm::GetFamily()
{
    static const ComponentFamily family("scatter algorithm", "ScatterAlgorithm", {GetTypeId()});
    return family;
}

uint64_t
ScatterAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return shape.ranks;
}

bool
ScatterAlgorithm::Has(const CollectiveShape& shape, uint32_t rank, uint64_t) const
{
    return rank == shape.root;
}

bool
ScatterAlgorithm::Gets(const CollectiveShape&, uint32_t rank, uint64_t chunk) const
{
    return rank == chunk;
}

NS_OBJECT_ENSURE_REGISTERED(BarrierAlgorithm);

TypeId
BarrierAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("Barrier");
    return tid;
}

const ComponentFamily&
BarrierAlgorithm::GetFamily()
{
    static const ComponentFamily family("barrier algorithm", "BarrierAlgorithm", {GetTypeId()});
    return family;
}

uint64_t
BarrierAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return shape.ranks;
}

bool
BarrierAlgorithm::Has(const CollectiveShape&, uint32_t rank, uint64_t chunk) const
{
    return rank == chunk;
}

bool
BarrierAlgorithm::Gets(const CollectiveShape&, uint32_t, uint64_t) const
{
    return true;
}

NS_OBJECT_ENSURE_REGISTERED(SendRecvAlgorithm);

TypeId
SendRecvAlgorithm::GetTypeId()
{
    static TypeId tid = MakeOperation("SendRecv");
    return tid;
}

const ComponentFamily&
SendRecvAlgorithm::GetFamily()
{
    static const ComponentFamily family("send-recv algorithm", "SendRecvAlgorithm", {GetTypeId()});
    return family;
}

uint64_t
SendRecvAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return shape.ranks;
}

bool
SendRecvAlgorithm::Has(const CollectiveShape&, uint32_t rank, uint64_t chunk) const
{
    return rank == chunk;
}

bool
SendRecvAlgorithm::Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const
{
    return rank == (chunk + shape.offset);
}

std::vector<std::pair<std::string, const ComponentFamily*>>
ListCollectiveOperations()
{
    return {{"all-reduce", &AllReduceAlgorithm::GetFamily()},
            {"reduce-scatter", &ReduceScatterAlgorithm::GetFamily()},
            {"all-gather", &AllGatherAlgorithm::GetFamily()},
            {"all-to-all", &AllToAllAlgorithm::GetFamily()},
            {"broadcast", &BroadcastAlgorithm::GetFamily()},
            {"reduce", &ReduceAlgorithm::GetFamily()},
            {"gather", &GatherAlgorithm::GetFamily()},
            {"scatter", &ScatterAlgorithm::GetFamily()},
            {"barrier", &BarrierAlgorithm::GetFamily()},
            {"send-recv", &SendRecvAlgorithm::GetFamily()}};
}

} // namespace aifabric
} // namespace ns3
