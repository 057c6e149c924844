/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Counts memory allocations while packets flow: in the steady state nothing is allocated per
 * packet-hop. Exits with 1 if there is more than one allocation in 10,000 packet-hops; what remains
 * are containers that reach a new largest size.
 *
 * ./ns3 run "allocation-check --lb=ofan --cc=dcqcn"
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

#include <cstdlib>
#include <iostream>
#include <new>

namespace
{

uint64_t g_allocations = 0; ///< calls of operator new in this process

void*
CountedAllocation(std::size_t size)
{
    g_allocations++;
    void* memory = std::malloc(size ? size : 1);
    if (!memory)
    {
        throw std::bad_alloc();
    }
    return memory;
}

} // namespace

void*
operator new(std::size_t size)
{
    return CountedAllocation(size);
}

void*
operator new[](std::size_t size)
{
    return CountedAllocation(size);
}

void
operator delete(void* memory) noexcept
{
    std::free(memory);
}

void
operator delete[](void* memory) noexcept
{
    std::free(memory);
}

void
operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

void
operator delete[](void* memory, std::size_t) noexcept
{
    std::free(memory);
}

using namespace ns3;
using namespace ns3::aifabric;

int
main(int argc, char** argv)
{
    return FabricProgram::Run("allocation-check", [argc, argv]() {
        ExperimentOptions options;
        options.db = "none";
        options.workload = "permutation:bytes=8MiB";
        CommandLine command(__FILE__);
        options.AddTo(command);
        FabricProgram::Parse(command, argc, argv, options);
        FabricProgram::Prepare(options);

        Experiment experiment(options);
        experiment.Build();
        const FabricContainer& fabric = experiment.GetFabric();
        uint64_t allocations = 0;
        uint64_t hops = 0;
        // 8 MiB take 172 us at 400 Gb/s: this is the middle, without start-up and completions.
        Simulator::Schedule(MicroSeconds(80), [&]() {
            allocations = g_allocations;
            hops = fabric.CountPacketHops();
        });
        Simulator::Schedule(MicroSeconds(160), [&]() {
            allocations = g_allocations - allocations;
            hops = fabric.CountPacketHops() - hops;
            Simulator::Stop();
        });
        experiment.Run();
        std::cout << allocations << " allocations in " << hops << " packet-hops\n";
        Simulator::Destroy();
        return hops > 0 && allocations * 10000 <= hops ? 0 : 1;
    });
}
