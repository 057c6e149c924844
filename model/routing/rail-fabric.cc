/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rail-fabric.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RailFabric);

TypeId
RailFabric::AddRates(TypeId tid)
{
    return tid
        .AddAttribute("HostRate",
                      "Rate of links between endpoints and leaves; 0 = the common rate",
                      DataRateValue(DataRate(0)),
                      MakeDataRateAccessor(&RailFabric::m_hostRate),
                      MakeDataRateChecker())
        .AddAttribute("UplinkRate",
                      "Rate of links between leaves and spines; 0 = the common rate",
                      DataRateValue(DataRate(0)),
                      MakeDataRateAccessor(&RailFabric::m_uplinkRate),
                      MakeDataRateChecker())
        .AddAttribute("CoreRate",
                      "Rate of links between spines and cores; 0 = the common rate",
                      DataRateValue(DataRate(0)),
                      MakeDataRateAccessor(&RailFabric::m_coreRate),
                      MakeDataRateChecker())
        .AddAttribute("ScaleUpRate",
                      "Rate of the pipe of an endpoint inside its server, each way",
                      DataRateValue(DataRate("3600Gbps")),
                      MakeDataRateAccessor(&RailFabric::m_scaleUpRate),
                      MakeDataRateChecker())
        .AddAttribute("ScaleUpDelay",
                      "Propagation delay between an endpoint and the crossbar of its server",
                      TimeValue(NanoSeconds(100)),
                      MakeTimeAccessor(&RailFabric::m_scaleUpDelay),
                      MakeTimeChecker(Time(0)));
}

TypeId
RailFabric::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddRates(TypeId("ns3::aifabric::RailFabric")
                     .SetParent<FabricLayout>()
                     .SetGroupName("AiFabric")
                     .AddConstructor<RailFabric>())
            .AddAttribute("Servers",
                          "Number of servers, at least 1",
                          UintegerValue(16),
                          MakeUintegerAccessor(&RailFabric::m_servers),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Gpus",
                          "Endpoints of a server, at least 1",
                          UintegerValue(8),
                          MakeUintegerAccessor(&RailFabric::m_gpus),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Rails",
                          "Rails: endpoint i of a server is on rail i modulo this; 0 = Gpus, 1 = a "
                          "leaf has all endpoints of its servers",
                          UintegerValue(0),
                          MakeUintegerAccessor(&RailFabric::m_rails),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Planes",
                          "Ports of an endpoint, each on switches of its own, 1 to 31",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RailFabric::m_planes),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Pods",
                          "Pods, among which servers are dealt in order, at least 1; several are "
                          "joined by Cores",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RailFabric::m_pods),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Leaves",
                          "Leaf switches of a rail (in each plane and pod), among which servers "
                          "are dealt in order, at least 1",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RailFabric::m_leaves),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Spines",
                          "Spine switches (of each plane and pod), each joined to every leaf; 0 = "
                          "rails are not joined",
                          UintegerValue(8),
                          MakeUintegerAccessor(&RailFabric::m_spines),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Cores",
                          "Core switches of each plane, each joined to every spine; 0 for one pod",
                          UintegerValue(0),
                          MakeUintegerAccessor(&RailFabric::m_cores),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Parallel",
                          "Links between each leaf and each spine, at least 1",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RailFabric::m_parallel),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Scale",
                          "The same fabric smaller by this factor, with its oversubscription as "
                          "far as whole numbers allow: servers and uplinks of a leaf are divided "
                          "by it; with one rail, leaves and cores are",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RailFabric::m_scale),
                          MakeUintegerChecker<uint32_t>()),
        "servers of several endpoints, endpoint i of each on the leaves of rail i; a crossbar "
        "inside "
        "each server");
    return tid;
}

RailFabric::RailFabric() = default;
RailFabric::~RailFabric() = default;

namespace
{

/// Divide and round up; at least 1.
uint32_t
Part(uint64_t whole, uint64_t parts)
{
    return static_cast<uint32_t>(std::max<uint64_t>(1, (whole + parts - 1) / parts));
}

/// Refuse a number.
std::string
CheckRange(const std::string& what, uint32_t number, uint32_t least, uint32_t most)
{
    const std::string name = what.substr(0, what.find(' '));
    return number >= least && number <= most
               ? ""
               : "rail: " + name + "=" + std::to_string(number) + what.substr(name.size()) +
                     " is not within " + std::to_string(least) + " to " + std::to_string(most);
}

} // namespace

RailFabric::Size
RailFabric::GetSize(uint32_t scale) const
{
    Size size{m_servers, m_rails ? m_rails : m_gpus, m_leaves, m_spines, m_cores, m_parallel};
    if (scale > 1 && size.rails == 1)
    {
        size.leaves = Part(m_leaves, scale);
        size.servers = Part(uint64_t{m_servers} * size.leaves, m_leaves);
        size.cores = m_cores ? Part(m_cores, scale) : 0;
    }
    else if (scale > 1)
    {
        const uint32_t each = Part(m_servers, uint64_t{m_pods} * m_leaves);
        size.servers = std::min(m_servers, Part(each, scale) * m_pods * m_leaves);
        if (m_spines)
        {
            const uint32_t uplinks = Part(uint64_t{m_spines} * m_parallel, scale);
            size.parallel = Part(m_parallel, scale);
            size.spines = Part(uplinks, size.parallel);
        }
    }
    return size;
}

double
RailFabric::GetOversubscription(const Size& size) const
{
    const double host = static_cast<double>(PickRate(m_hostRate, DataRate("1Gbps")));
    const double uplink = static_cast<double>(PickRate(m_uplinkRate, DataRate("1Gbps")));
    const double down = Part(size.servers, uint64_t{m_pods} * size.leaves) * m_gpus / size.rails;
    return size.spines ? down * host / (size.spines * size.parallel * uplink) : 0;
}

std::string
RailFabric::DoGetNote() const
{
    if (m_scale <= 1)
    {
        return {};
    }
    const Size whole = GetSize(1);
    const Size size = GetSize(m_scale);
    const auto of = [](uint64_t part, uint64_t all, const std::string& what) {
        return std::to_string(part) + " of " + std::to_string(all) + " " + what;
    };
    const auto leaves = [this](const Size& one) {
        return uint64_t{m_planes} * m_pods * one.rails * one.leaves;
    };
    const bool isKnown = (m_hostRate.GetBitRate() == 0) == (m_uplinkRate.GetBitRate() == 0);
    std::ostringstream ratio;
    ratio << std::setprecision(4) << GetOversubscription(size)
          << " to 1 (whole: " << GetOversubscription(whole) << " to 1)";
    return "the fabric is scaled down by " + std::to_string(m_scale) + ": " +
           of(uint64_t{size.servers} * m_gpus, uint64_t{whole.servers} * m_gpus, "endpoints") +
           ", " + of(leaves(size), leaves(whole), "leaves") + ", " +
           of(uint64_t{m_planes} * m_pods * size.spines,
              uint64_t{m_planes} * m_pods * whole.spines,
              "spines") +
           (whole.cores
                ? ", " +
                      of(uint64_t{m_planes} * size.cores, uint64_t{m_planes} * whole.cores, "cores")
                : "") +
           (size.spines && isKnown ? "; oversubscription of leaves " + ratio.str() : "");
}

std::string
RailFabric::CheckTiers(const Size& size) const
{
    const uint64_t leaves = uint64_t{m_pods} * size.leaves;
    if (size.leaves < 1 || leaves > size.servers)
    {
        return "rail: leaves=" + std::to_string(m_leaves) + " of a rail" +
               (m_pods > 1 ? " in each of " + std::to_string(m_pods) + " pods" : "") +
               " is not within 1 to servers=" + std::to_string(m_servers);
    }
    if (size.spines == 0 && leaves > 1)
    {
        return "rail: spines=0 leaves the " + std::to_string(leaves) +
               " leaves of a rail unjoined; use leaves=1";
    }
    if ((m_pods > 1) != (m_cores > 0))
    {
        return m_pods > 1 ? "rail: cores=0 leaves the " + std::to_string(m_pods) +
                                " pods unjoined; use pods=1, or cores"
                          : "rail: cores=" + std::to_string(m_cores) +
                                " joins pods, and there is one; use cores=0, or pods";
    }
    return {};
}

std::string
RailFabric::DoCheck() const
{
    std::string problem;
    const auto need = [&problem](const std::string& found) {
        problem = problem.empty() ? found : problem;
    };
    need(CheckRange("servers", m_servers, 1, 65536));
    need(CheckRange("gpus of a server", m_gpus, 1, 256));
    need(CheckRange("rails", m_rails, 0, 256));
    need(CheckRange("planes", m_planes, 1, FabricTopology::MOST_PLANES - 1));
    need(CheckRange("pods", m_pods, 1, 4096));
    need(CheckRange("leaves", m_leaves, 1, 65536));
    need(CheckRange("spines", m_spines, 0, 4096));
    need(CheckRange("cores", m_cores, 0, 4096));
    need(CheckRange("parallel", m_parallel, 1, 64));
    need(CheckRange("scale", m_scale, 1, 65536));
    if (problem.empty() && m_rails && m_gpus % m_rails != 0)
    {
        problem = "rail: rails=" + std::to_string(m_rails) +
                  " does not divide gpus=" + std::to_string(m_gpus) + " of a server";
    }
    if (problem.empty())
    {
        problem = CheckTiers(GetSize(m_scale));
    }
    if (problem.empty() && m_scaleUpRate.GetBitRate() == 0)
    {
        problem = "rail: scale-up-rate must be positive";
    }
    return problem;
}

uint64_t
RailFabric::DoCountHosts() const
{
    return uint64_t{GetSize(m_scale).servers} * m_gpus;
}

uint64_t
RailFabric::DoCountLinks() const
{
    const Size size = GetSize(m_scale);
    const uint64_t uplinks = uint64_t{size.rails} * size.leaves * size.spines * size.parallel;
    const uint64_t ofPod = uplinks + uint64_t{size.spines} * size.cores;
    return (m_planes + 1) * DoCountHosts() + m_planes * uint64_t{m_pods} * ofPod;
}

uint32_t
RailFabric::DoCountPlanes() const
{
    return m_planes;
}

RailFabric::Places
RailFabric::AddSwitches(FabricTopology& topology, const Size& size) const
{
    const auto add = [&](uint32_t tier, uint32_t count, bool isOfPod, const std::string& name) {
        const uint32_t first = topology.GetHostCount() + topology.GetSwitchCount();
        for (uint32_t set = 0; set < m_planes * (isOfPod ? m_pods : 1); set++)
        {
            for (uint32_t i = 0; i < count; i++)
            {
                topology.AddSwitch(tier, isOfPod && m_pods > 1 ? set : FabricTopology::NONE, name);
            }
        }
        return first;
    };
    Places places{};
    places.leaf = add(1, size.rails * size.leaves, true, "leaf");
    places.spine = add(2, size.spines, true, "spine");
    places.core = add(3, size.cores, false, "core");
    places.crossbar = topology.GetHostCount() + topology.GetSwitchCount();
    for (uint32_t i = 0; i < size.servers; i++)
    {
        topology.AddSwitch(1, FabricTopology::NONE, "crossbar");
    }
    return places;
}

void
RailFabric::JoinPlane(FabricTopology& topology,
                      const Size& size,
                      const Places& places,
                      uint32_t plane,
                      DataRate rate,
                      uint64_t delay) const
{
    const uint32_t ofPod = size.rails * size.leaves;
    for (uint32_t pod = 0; pod < m_pods; pod++)
    {
        const uint32_t set = plane * m_pods + pod;
        const Tier spines{places.spine + set * size.spines, size.spines};
        JoinTiers(topology,
                  {places.leaf + set * ofPod, ofPod},
                  spines,
                  size.parallel,
                  PickRate(m_uplinkRate, rate),
                  delay);
        JoinTiers(topology,
                  spines,
                  {places.core + plane * size.cores, size.cores},
                  1,
                  PickRate(m_coreRate, rate),
                  delay);
    }
}

Ptr<FabricTopology>
RailFabric::DoBuild(DataRate rate, uint64_t delay) const
{
    const Size size = GetSize(m_scale);
    auto topology = Create<FabricTopology>();
    const auto hosts = static_cast<uint32_t>(DoCountHosts());
    topology->AddHosts(hosts);
    const Places places = AddSwitches(*topology, size);
    const uint32_t ofPod = size.rails * size.leaves;
    for (uint32_t plane = 0; plane < m_planes; plane++)
    {
        for (uint32_t host = 0; host < hosts; host++)
        {
            const uint32_t rail = host % m_gpus % size.rails;
            const auto number = static_cast<uint32_t>(uint64_t{host / m_gpus} * m_pods *
                                                      size.leaves / size.servers);
            const uint32_t set = plane * m_pods + number / size.leaves;
            topology->AddLink(host,
                              places.leaf + set * ofPod + rail * size.leaves + number % size.leaves,
                              PickRate(m_hostRate, rate),
                              delay);
        }
    }
    for (uint32_t plane = 0; plane < m_planes; plane++)
    {
        JoinPlane(*topology, size, places, plane, rate, delay);
    }
    for (uint32_t host = 0; host < hosts; host++)
    {
        topology->AddLink(host,
                          places.crossbar + host / m_gpus,
                          m_scaleUpRate.GetBitRate(),
                          static_cast<uint64_t>(m_scaleUpDelay.GetTimeStep()));
    }
    topology->SetScaleUp(m_planes);
    return topology;
}

} // namespace aifabric
} // namespace ns3
