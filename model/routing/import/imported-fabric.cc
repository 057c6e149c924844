/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "imported-fabric.h"

#include "ns3/component-description.h"
#include "ns3/string.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(ImportedFabric);

TypeId
ImportedFabric::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::ImportedFabric").SetParent<FileFabric>().SetGroupName("AiFabric");
    return tid;
}

ImportedFabric::ImportedFabric() = default;
ImportedFabric::~ImportedFabric() = default;

TypeId
ImportedFabric::DescribeFormat(TypeId tid, const std::string& text)
{
    return tid.AddAttribute("FormatDescription",
                            "What this component does (constant)",
                            0,
                            StringValue(text),
                            Create<ConstantAccessor>(),
                            MakeStringChecker());
}

std::unique_ptr<FabricFile>
ImportedFabric::Read() const
{
    return std::make_unique<FabricFile>(GetPath(), Translate());
}

} // namespace aifabric
} // namespace ns3
