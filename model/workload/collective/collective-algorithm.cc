/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-algorithm.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(CollectiveAlgorithm);

TypeId
CollectiveAlgorithm::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::CollectiveAlgorithm").SetParent<Object>().SetGroupName("AiFabric");
    return tid;
}

CollectiveAlgorithm::CollectiveAlgorithm() = default;

CollectiveAlgorithm::~CollectiveAlgorithm() = default;

std::string
CollectiveAlgorithm::Check(const CollectiveShape&) const
{
    return "";
}

std::unique_ptr<TaskRule>
CollectiveAlgorithm::MakeRule(const CollectiveBuilder::Job&) const
{
    return nullptr;
}

uint64_t
CollectiveAlgorithm::CountPairs(const CollectiveShape& shape) const
{
    return CountMessages(shape);
}

uint64_t
CollectiveAlgorithm::CountOpenPairs(const CollectiveShape& shape) const
{
    return CountPairs(shape);
}

} // namespace aifabric
} // namespace ns3
