/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "htsim-topology.h"
#include "imported-fabric.h"

#include "ns3/boolean.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The fat-tree of a topology file of htsim (HtsimTopology).
 */
class HtsimTopologyFabric : public ImportedFabric
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    HtsimTopologyFabric() = default;
    ~HtsimTopologyFabric() override = default;

    std::vector<FabricFile::Line> Translate() const override
    {
        return HtsimTopology(GetPath(), m_ignoreQueues).Translate();
    }

    bool Recognises(const std::string& beginning) const override
    {
        return HtsimTopology::Recognises(beginning);
    }

  private:
    bool m_ignoreQueues; ///< whether sizes of queues are left out
};

NS_OBJECT_ENSURE_REGISTERED(HtsimTopologyFabric);

TypeId
HtsimTopologyFabric::GetTypeId()
{
    static TypeId tid = DescribeFormat(
        TypeId("ns3::aifabric::HtsimTopologyFabric")
            .SetParent<ImportedFabric>()
            .SetGroupName("AiFabric")
            .AddConstructor<HtsimTopologyFabric>()
            .AddAttribute("IgnoreQueues",
                          "Whether sizes of queues, which --switch says here, are left out; false "
                          "refuses them",
                          BooleanValue(false),
                          MakeBooleanAccessor(&HtsimTopologyFabric::m_ignoreQueues),
                          MakeBooleanChecker()),
        "a fat-tree of two or three tiers, from a topology file of htsim (.topo)");
    return tid;
}

} // namespace aifabric
} // namespace ns3
