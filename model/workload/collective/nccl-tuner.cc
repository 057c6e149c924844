/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nccl-tuner.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace aifabric
{

namespace
{

/// By generation, then for 1, 2 and more servers.
using Caps = std::array<std::array<double, 3>, 4>;

constexpr Caps LL_TOTAL{{{39, 39, 20.4}, {87.7, 22.5, 19}, {141, 45, 35}, {282, 90, 70}}};
constexpr Caps RING_LL128{{{20, 20, 20}, {20, 20, 20}, {36.7, 36.7, 36.7}, {40, 40, 40}}};
constexpr Caps TREE_LL128{{{20, 20, 20}, {20, 20, 20}, {36.7, 36.7, 29}, {55.6, 31.7, 20}}};
constexpr Caps TREE_CHANNEL{{{26.5, 18.5, 10}, {24, 23.6, 17.8}, {38.7, 41.4, 36}, {70, 42.8, 24}}};

/// NVLink of an accelerator as NCCL counts it: links times GB/s of a link.
constexpr std::array<double, 4> SCALE_UP{6 * 20.0, 12 * 20.0, 18 * 20.6, 18 * 40.1};

/// What NVLS makes of the bandwidth.
constexpr std::array<double, 4> NVLS_EFFICIENCY{0, 0, 0.85, 0.74};

/// By algorithm, then by protocol (Simple, LL, LL128), us.
using Latencies = std::array<std::array<double, 3>, 4>;

constexpr Latencies BASE{{{8.4, 6.8, 14}, {8.4, 6.6, 14}, {0, 0, 0}, {8, 8, 8}}};
constexpr Latencies NVLINK{{{4, .6, 1.25}, {3.4, .6, 1.9}, {25, 25, 25}, {4, 4, 4}}};
constexpr Latencies NETWORK{{{14, 5, 8.5}, {14, 2.7, 4}, {18, 18, 18}, {14, 14, 14}}};

/// What is left of the tree's bandwidth, by the power of two of the size from 64 bytes on.
using Corrections = std::array<std::array<double, 23>, 3>;

constexpr Corrections TREE_SHARE{
    {{.9, .9, .9, .9, .9, .9, .9, .8, .7, .6, .6, .5, .5, .5, .5, .6, .7, .8, .7, .7, .8, .9, .9},
     {1, 1, 1, 1, .9, .8, .7, .7, .7, .7, .6, .5, .4, .4, .5, .6, .7, .8, .9, 1, 1, 1, 1},
     {1, 1, 1, 1, 1, .9, .8, .8, .8, .7, .6, .6, .6, .6, .6, .6, .8, .9, .9, .9, .9, 1, 1}}};

/// What posting to the network costs a step of a ring, us.
constexpr double NETWORK_OVERHEAD = 1;

/// @return the logarithm to base 2, rounded down
uint32_t
Log2(uint64_t number)
{
    uint32_t log = 0;
    while (number >>= 1)
    {
        log++;
    }
    return log;
}

/// @return column of the caps
size_t
GetColumn(uint32_t servers)
{
    return servers == 1 ? 0 : (servers < 4 ? 1 : 2);
}

} // namespace

NcclTuner::NcclTuner(const NcclMachine& machine, uint32_t ranks, uint32_t perServer)
    : m_machine(machine),
      m_ranks(ranks),
      m_servers((ranks + perServer - 1) / perServer)
{
    const double own = m_machine.scaleUp > 0 ? m_machine.scaleUp : SCALE_UP[m_machine.generation];
    double all = perServer > 1 ? own : m_machine.nic;
    if (m_servers > 1)
    {
        // Rings leave a server by all of its NICs, and pass each of its accelerators.
        all = std::min(all, m_machine.nic * perServer);
    }
    m_perChannel = all / m_machine.channels;
}

bool
NcclTuner::Has(Operation operation, Algorithm algorithm, CollectiveProtocol protocol) const
{
    const bool isSimple = protocol == CollectiveProtocol::SIMPLE;
    switch (algorithm)
    {
    case TREE:
        return operation == ALL_REDUCE;
    case NVLS:
        return isSimple && m_machine.inNetwork && m_machine.generation >= NCCL_HOPPER &&
               m_servers == 1 && operation == ALL_REDUCE;
    case PAT: // one accelerator a server only
        return isSimple && m_servers == m_ranks &&
               (operation == REDUCE_SCATTER || operation == ALL_GATHER);
    default:
        return true;
    }
}

double
NcclTuner::GetSteps(Operation operation) const
{
    switch (operation)
    {
    case ALL_REDUCE:
        return 2.0 * (m_ranks - 1);
    case REDUCE_SCATTER:
    case ALL_GATHER:
        return m_ranks - 1;
    default:
        return m_ranks;
    }
}

double
NcclTuner::GetBandwidth(Operation operation, Algorithm algorithm, CollectiveProtocol protocol) const
{
    const auto cap = [this](const Caps& caps) {
        return caps[m_machine.generation][GetColumn(m_servers)];
    };
    const double channels = m_machine.channels;
    double bandwidth = channels * m_perChannel;
    if (algorithm == RING && protocol == CollectiveProtocol::LL)
    {
        bandwidth = std::min(cap(LL_TOTAL), 0.5 * bandwidth);
    }
    if (algorithm == RING && protocol == CollectiveProtocol::LL128)
    {
        bandwidth = std::min(0.92 * bandwidth, channels * cap(RING_LL128));
    }
    if (algorithm == TREE)
    {
        bandwidth = std::min(0.92 * bandwidth, channels * cap(TREE_CHANNEL));
        if (protocol == CollectiveProtocol::LL)
        {
            bandwidth = std::min(bandwidth / 3.8, cap(LL_TOTAL));
        }
        if (protocol == CollectiveProtocol::LL128)
        {
            bandwidth = std::min(bandwidth * (m_servers == 1 ? 7.0 / 9 : 120.0 / 128),
                                 channels * cap(TREE_LL128));
        }
    }
    bandwidth *= algorithm == PAT ? 0.75 : 1;
    bandwidth *= algorithm == NVLS ? NVLS_EFFICIENCY[m_machine.generation] : 1;
    // From the bandwidth of the wires to that of the data.
    if (algorithm == RING || algorithm == NVLS)
    {
        return bandwidth * m_ranks / GetSteps(operation);
    }
    return algorithm == PAT ? bandwidth : 0.5 * bandwidth;
}

double
NcclTuner::GetLatency(Operation operation, Algorithm algorithm, CollectiveProtocol protocol) const
{
    const auto column = static_cast<size_t>(protocol);
    const bool alone = m_servers == m_ranks;
    const double inner =
        alone && m_servers > 1 ? NETWORK[algorithm][column] : NVLINK[algorithm][column];
    const double outer = NETWORK[alone ? TREE : algorithm][column];
    const double base = BASE[algorithm][column];
    const double steps = GetSteps(operation);
    switch (algorithm)
    {
    case TREE:
        return base + 2 * ((m_ranks / m_servers - 1) * inner + Log2(m_servers) * outer);
    case NVLS:
        return base + inner + (m_servers > 1 ? outer : 0);
    case PAT:
        return base + Log2(m_servers) * (outer / 3.5) + m_ranks * 2.8;
    default:
        break;
    }
    if (operation == BROADCAST || operation == REDUCE)
    {
        return base + inner;
    }
    const double overhead =
        m_servers > 1 ? NETWORK_OVERHEAD * (protocol == CollectiveProtocol::SIMPLE ? 3 : 1) : 0;
    const double crossings =
        m_servers == 1 ? 0 : (m_servers - 1.0) * (operation == ALL_REDUCE ? 2 : 1);
    return base + (steps - crossings) * std::max(inner, overhead) + crossings * outer;
}

NcclTuner::Estimate
NcclTuner::Make(Operation operation,
                Algorithm algorithm,
                CollectiveProtocol protocol,
                uint64_t bytes) const
{
    Estimate estimate;
    estimate.algorithm = algorithm;
    estimate.protocol = protocol;
    estimate.latency = GetLatency(operation, algorithm, protocol);
    estimate.bandwidth = GetBandwidth(operation, algorithm, protocol);
    const uint64_t units = bytes >> 6;
    if (algorithm == TREE && units > 0 && Log2(units) < TREE_SHARE[0].size())
    {
        estimate.bandwidth *= TREE_SHARE[static_cast<size_t>(protocol)][Log2(units)];
    }
    double latency = estimate.latency;
    if (algorithm == RING && protocol == CollectiveProtocol::SIMPLE && m_servers > 1 &&
        operation == ALL_REDUCE && bytes / (uint64_t{m_machine.channels} * m_ranks) >= 64)
    {
        latency *= m_machine.generation < NCCL_AMPERE ? 1.9 : 1.4;
    }
    estimate.time = latency + static_cast<double>(bytes) / (1000 * estimate.bandwidth);
    return estimate;
}

std::vector<NcclTuner::Estimate>
NcclTuner::List(Operation operation, uint64_t bytes) const
{
    std::vector<Estimate> list;
    for (const Algorithm algorithm : {RING, TREE, NVLS, PAT})
    {
        for (const auto protocol :
             {CollectiveProtocol::SIMPLE, CollectiveProtocol::LL, CollectiveProtocol::LL128})
        {
            if (Has(operation, algorithm, protocol))
            {
                list.push_back(Make(operation, algorithm, protocol, bytes));
            }
        }
    }
    return list;
}

NcclTuner::Estimate
NcclTuner::Choose(Operation operation,
                  uint64_t bytes,
                  std::optional<CollectiveProtocol> protocol) const
{
    auto list = List(operation, bytes);
    if (protocol)
    {
        // Not every algorithm has every protocol; the ring has all of them.
        const auto isOther = [&protocol](const Estimate& choice) {
            return choice.protocol != *protocol;
        };
        list.erase(std::remove_if(list.begin(), list.end(), isOther), list.end());
    }
    return *std::min_element(list.begin(), list.end(), [](const Estimate& a, const Estimate& b) {
        return a.time < b.time;
    });
}

} // namespace aifabric
} // namespace ns3
