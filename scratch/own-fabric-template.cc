/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Copy me into ns-3's scratch/, change DoBuild(), and run
 *
 * ./ns3 run "own-fabric-template --fabric=my"
 *
 * All options of fabric-run work here, and all other fabrics too: --fabric=fat-tree:k=4.
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The name decides how it is chosen: "my" for MyFabric.
class MyFabric : public FabricLayout
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            DescribeComponent(TypeId("MyFabric")
                                  .SetParent<FabricLayout>()
                                  .AddConstructor<MyFabric>()
                                  .AddAttribute("Hosts",
                                                "Hosts at each of two leaves",
                                                UintegerValue(8),
                                                MakeUintegerAccessor(&MyFabric::m_hosts),
                                                MakeUintegerChecker<uint32_t>(1, 64)),
                              "two leaves and three spines, of which one has half the rate");
        return tid;
    }

  private:
    // Vertices are numbered as they are added: hosts first, then switches.
    static constexpr uint32_t LEAVES = 2;
    static constexpr uint32_t SPINES = 3;

    std::string DoCheck() const override
    {
        return {}; // or one line that names the attribute and what is allowed
    }

    uint64_t DoCountHosts() const override
    {
        return LEAVES * m_hosts;
    }

    uint64_t DoCountLinks() const override
    {
        return LEAVES * (m_hosts + SPINES);
    }

    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override
    {
        const uint64_t bits = rate.GetBitRate();
        const uint32_t hosts = LEAVES * m_hosts;
        auto topology = Create<FabricTopology>();
        topology->AddHosts(hosts);
        for (uint32_t i = 0; i < LEAVES + SPINES; i++)
        {
            topology->AddSwitch(i < LEAVES ? 1 : 2,
                                FabricTopology::NONE,
                                i < LEAVES ? "leaf" : "spine");
        }
        for (uint32_t host = 0; host < hosts; host++)
        {
            topology->AddLink(host, hosts + host / m_hosts, bits, delay);
        }
        for (uint32_t i = 0; i < LEAVES * SPINES; i++)
        {
            const uint32_t spine = i / LEAVES;
            topology->AddLink(hosts + i % LEAVES,
                              hosts + LEAVES + spine,
                              spine == 0 ? bits / 2 : bits,
                              delay);
        }
        return topology;
    }

    uint32_t m_hosts;
};

NS_OBJECT_ENSURE_REGISTERED(MyFabric);

} // namespace

int
main(int argc, char** argv)
{
    ExperimentOptions options;
    options.fabric = "my";
    return RunOwnProgram("own-fabric-template", "Tries my fabric.", argc, argv, options);
}
