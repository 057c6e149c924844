/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "drawn-experiment.h"

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-layout.h"
#include "ns3/host-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/switch-load-balancer.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <set>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Most hosts of a drawn fabric.
constexpr uint64_t HOSTS = 40;
/// Most links of a drawn fabric.
constexpr uint64_t LINKS = 250;

/// Names as people write them: host3, leaf0, core7.
std::vector<std::string>
NameVertices(const FabricTopology& topology)
{
    const uint32_t hosts = topology.GetHostCount();
    const uint32_t count = hosts + topology.GetSwitchCount();
    std::vector<std::string> names;
    for (uint32_t vertex = 0; vertex < count; vertex++)
    {
        names.push_back(topology.GetName(vertex));
    }
    return names;
}

} // namespace

DrawnExperiment::DrawnExperiment(uint64_t number)
    : m_state(number)
{
    m_options.db = "none";
    const std::string common[] =
        {"400Gbps", "100Gbps", "800Gbps", "10Gbps", "1.6Tbps", "123.457Gbps"};
    m_options.rate = Chance(50) ? m_options.rate : common[Draw(std::size(common))];
    const std::string delays[] = {"500ns", "0ns", "1ps", "5us", "1us", "100us", "10ms"};
    m_options.delay = Chance(50) ? m_options.delay : delays[Draw(std::size(delays))];
    const uint64_t sizes[] = {4096, 1024, 256, 1500, 257 + Draw(3840)};
    m_mtu = Chance(50) ? m_mtu : sizes[Draw(std::size(sizes))];
    m_options.mtu = std::to_string(m_mtu);
    m_options.force = Chance(25);
    m_options.workload = "pair:bytes=1";
    DrawFabric();
    DrawUntilAllowed([this]() { DrawBalancers(); });
    DrawUntilAllowed(
        [this]() { m_options.switchModel = DrawComponent(families::SwitchPresets()); });
    DrawUntilAllowed([this]() { m_options.recovery = DrawComponent(families::LossRecoveries()); });
    DrawUntilAllowed([this]() { m_options.cc = DrawComponent(families::CongestionControls()); });
    DrawUntilAllowed([this]() {
        m_options.workload = DrawComponent(families::Workloads());
        while (Chance(20))
        {
            m_options.workload += "+" + DrawComponent(families::Workloads());
        }
    });
    DrawUntilAllowed([this]() { DrawFaults(); });
    DrawRest();
}

uint64_t
DrawnExperiment::Draw(uint64_t count)
{
    // SplitMix64: the same on every machine.
    m_state += 0x9e3779b97f4a7c15ULL;
    uint64_t z = m_state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return (z ^ (z >> 31)) % count;
}

bool
DrawnExperiment::Chance(unsigned percent)
{
    return Draw(100) < percent;
}

double
DrawnExperiment::DrawLog(double low, double high)
{
    const double share = static_cast<double>(Draw(1000001)) / 1e6;
    return low * std::pow(high / low, share);
}

void
DrawnExperiment::DrawUntilAllowed(const std::function<void()>& draw)
{
    // A few that are refused are tried, too.
    const bool strict = !Chance(3);
    for (unsigned attempt = 0; attempt < 50; attempt++)
    {
        draw();
        if (!strict)
        {
            return;
        }
        try
        {
            Experiment experiment(m_options);
            break;
        }
        catch (const ConfigError&)
        {
        }
    }
    Simulator::Destroy();
}

void
DrawnExperiment::DrawFabric()
{
    m_isFabric = true;
    for (unsigned attempt = 0; attempt < 200; attempt++)
    {
        const auto all = families::Fabrics().List();
        m_options.fabric = DrawComponent(DrawInfo(all), Chance(50) ? 100 : 60);
        const auto layout = CreateComponent<FabricLayout>(families::Fabrics(), m_options.fabric);
        if (!layout->Check().empty())
        {
            if (Chance(1))
            {
                break; // it is refused
            }
            continue;
        }
        if (layout->CountHosts() < 2 || layout->CountHosts() > HOSTS ||
            layout->CountLinks() > LINKS)
        {
            continue;
        }
        m_hosts = static_cast<uint32_t>(layout->CountHosts());
        const auto topology = layout->Build(DataRate("1Gbps"), Time(0));
        const auto names = NameVertices(*topology);
        m_names.assign(names.begin() + m_hosts, names.end());
        for (const auto& link : topology->GetLinks())
        {
            m_names.push_back(names[link.lower] + "-" + names[link.upper]);
            m_names.push_back(names[link.upper] + "->" + names[link.lower]);
        }
        break;
    }
    m_isFabric = false;
}

void
DrawnExperiment::DrawBalancers()
{
    const auto all = families::LoadBalancers().List();
    const auto& first = all[Draw(all.size())];
    const unsigned percent = Chance(60) ? 0 : 30;
    m_options.lb = DrawComponent(first, percent);
    if (!Chance(30))
    {
        return;
    }
    // One of the other place; the strategy of switches comes first.
    const bool isSwitch = first.type.IsChildOf(SwitchLoadBalancer::GetTypeId());
    const TypeId other = isSwitch ? HostLoadBalancer::GetTypeId() : SwitchLoadBalancer::GetTypeId();
    std::vector<ComponentInfo> rest;
    std::copy_if(all.begin(), all.end(), std::back_inserter(rest), [&](const auto& info) {
        return info.type.IsChildOf(other);
    });
    const std::string second = DrawComponent(rest[Draw(rest.size())], percent);
    m_options.lb = isSwitch ? m_options.lb + "+" + second : second + "+" + m_options.lb;
}

void
DrawnExperiment::DrawFaults()
{
    m_options.fault.clear();
    const uint64_t roll = Draw(100);
    const unsigned count = roll < 45 ? 0 : (roll < 80 ? 1 : (roll < 95 ? 2 : 3));
    for (unsigned i = 0; i < count; i++)
    {
        m_options.fault += (i == 0 ? "" : "+") + DrawComponent(families::Faults());
        if (m_options.fault.find("names=") == std::string::npos && Chance(40))
        {
            const bool bare = m_options.fault.rfind(':') == std::string::npos ||
                              m_options.fault.rfind(':') < m_options.fault.rfind('+') + 1;
            m_options.fault += (bare ? ":names=" : ",names=") + DrawNames();
        }
    }
}

std::string
DrawnExperiment::DrawOther(const std::string& value)
{
    if (value == "true" || value == "false")
    {
        return Chance(50) ? "true" : "false";
    }
    if (!value.empty() && value.find_first_not_of("0123456789") == std::string::npos)
    {
        return std::to_string(Chance(50) ? 1 + Draw(4) : static_cast<uint64_t>(DrawLog(1, 300)));
    }
    return DrawTime();
}

void
DrawnExperiment::DrawRest()
{
    static const std::set<std::string> drawn{"fabric",
                                             "rate",
                                             "delay",
                                             "switch",
                                             "mtu",
                                             "lb",
                                             "recovery",
                                             "cc",
                                             "workload",
                                             "placement",
                                             "fault",
                                             "engine",
                                             "force",
                                             "stop"};
    // Whatever else an experiment has: a number, a truth value or a time, as its default is.
    for (const auto& [name, value] : ExperimentOptions().List())
    {
        if (drawn.count(name) == 0 && Chance(35))
        {
            // A surplus at line rate lasts a round trip, which longer jitter makes endless.
            m_options.Set(name,
                          name == "jitter"
                              ? std::to_string(static_cast<uint64_t>(DrawLog(1, 2e4))) + "ns"
                              : DrawOther(value));
        }
    }
    m_options.stop = Chance(12) ? DrawTime() : "";
    m_options.seed = 1 + Draw(1000);
    m_options.run = Draw(10);
    const std::string levels[] = {"summary", "flows", "series", "all"};
    m_options.record = levels[Draw(std::size(levels))];
}
