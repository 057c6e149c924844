/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "astra-topology.h"
#include "imported-fabric.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The fabric of a network file of ASTRA-sim (AstraTopology).
 */
class AstraTopologyFabric : public ImportedFabric
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    AstraTopologyFabric() = default;
    ~AstraTopologyFabric() override = default;

    std::vector<FabricFile::Line> Translate() const override
    {
        return AstraTopology(GetPath()).Translate();
    }

    bool Recognises(const std::string& beginning) const override
    {
        return AstraTopology::Recognises(beginning);
    }
};

NS_OBJECT_ENSURE_REGISTERED(AstraTopologyFabric);

TypeId
AstraTopologyFabric::GetTypeId()
{
    static TypeId tid = DescribeFormat(
        TypeId("ns3::aifabric::AstraTopologyFabric")
            .SetParent<ImportedFabric>()
            .SetGroupName("AiFabric")
            .AddConstructor<AstraTopologyFabric>(),
        "rings, meshes and switches of a network file of ASTRA-sim (.yml), a router at each NPU");
    return tid;
}

} // namespace aifabric
} // namespace ns3
