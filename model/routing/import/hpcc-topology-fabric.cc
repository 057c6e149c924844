/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hpcc-topology.h"
#include "imported-fabric.h"

#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The fabric of a topology file of HPCC, ConWeave or SimAI (HpccTopology).
 */
class HpccTopologyFabric : public ImportedFabric
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    HpccTopologyFabric() = default;
    ~HpccTopologyFabric() override = default;

    std::vector<FabricFile::Line> Translate() const override
    {
        return HpccTopology(GetPath(), m_links).Translate();
    }

    bool Recognises(const std::string& beginning) const override
    {
        return HpccTopology::Recognises(beginning);
    }

  private:
    uint64_t m_links; ///< how many are read; 0: as many as the file says
};

NS_OBJECT_ENSURE_REGISTERED(HpccTopologyFabric);

TypeId
HpccTopologyFabric::GetTypeId()
{
    static TypeId tid = DescribeFormat(
        TypeId("ns3::aifabric::HpccTopologyFabric")
            .SetParent<ImportedFabric>()
            .SetGroupName("AiFabric")
            .AddConstructor<HpccTopologyFabric>()
            .AddAttribute("Links",
                          "How many links are read, the first ones; 0: as many as the first line "
                          "says, and no more may come",
                          UintegerValue(0),
                          MakeUintegerAccessor(&HpccTopologyFabric::m_links),
                          MakeUintegerChecker<uint64_t>(0, 10000000)),
        "a topology file of the simulators of HPCC, ConWeave or SimAI");
    return tid;
}

} // namespace aifabric
} // namespace ns3
