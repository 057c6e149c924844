/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Performance benchmarks: packet-hops per CPU second with the full data path, memory, and the cost
 * of building large fabrics.
 *
 * A packet-hop is one frame of any kind crossing one link. The data path has a shared buffer with
 * dynamic thresholds, ECN marking, PFC accounting, DCQCN and an ACK per packet.
 *
 * ./ns3 run fabric-bench
 */

#include "ns3/command-line.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/parallel-runner.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

const char* const FULL_SWITCH = "generic:shared-buffer=64MB,alpha=8,kmin=400KB,kmax=1600KB,"
                                "lossless=true,xoff=2MB,xon=1MB,headroom=2MB";

ExperimentOptions
MakeOptions(uint32_t k, const std::string& lb, const std::string& bytes)
{
    ExperimentOptions options;
    options.fabric = "fat-tree:k=" + std::to_string(k);
    options.lb = lb;
    options.workload = "permutation:bytes=" + bytes;
    options.switchModel = FULL_SWITCH;
    options.cc = "dcqcn";
    options.db = "none";
    return options;
}

void
MeasureSpeed(uint32_t repeats, bool large)
{
    std::printf("%-6s %-8s %-8s %14s %12s %16s %16s\n",
                "k",
                "hosts",
                "lb",
                "packet-hops",
                "events/hop",
                "M pkt-hops/s",
                "peak MB");
    for (const uint32_t k : {8U, 16U})
    {
        if (k > 8 && !large)
        {
            continue;
        }
        for (const char* lb : {"ecmp", "spray", "ofan"})
        {
            // The same number of packet-hops at both sizes, roughly.
            const auto options = MakeOptions(k, lb, k == 8 ? "16MiB" : "4MiB");
            double best = 0;
            uint64_t hops = 0;
            double eventsPerHop = 0;
            double megabytes = 0;
            for (uint32_t i = 0; i < repeats; i++)
            {
                int ends[2];
                if (pipe(ends) != 0)
                {
                    throw std::runtime_error("cannot make a pipe");
                }
                const pid_t child = fork();
                if (child == 0)
                {
                    ExperimentOptions own = options;
                    const int code = FabricProgram::Run("fabric-bench", [&own, &ends]() {
                        FabricProgram::Prepare(own);
                        Experiment experiment(own);
                        const RunRecord run = experiment.Execute();
                        const double result[4] = {static_cast<double>(*run.packetHops),
                                                  *run.cpuS,
                                                  static_cast<double>(*run.events),
                                                  static_cast<double>(*run.peakRssBytes)};
                        return write(ends[1], result, sizeof(result)) == sizeof(result) ? 0 : 1;
                    });
                    _exit(code);
                }
                close(ends[1]);
                double result[4] = {0, 1, 0, 0};
                const bool whole = read(ends[0], result, sizeof(result)) == sizeof(result);
                close(ends[0]);
                int status = 0;
                waitpid(child, &status, 0);
                if (!whole)
                {
                    throw std::runtime_error("a benchmark run failed");
                }
                best = std::max(best, result[0] / result[1] / 1e6);
                hops = static_cast<uint64_t>(result[0]);
                eventsPerHop = result[2] / result[0];
                megabytes = result[3] / 1e6;
            }
            std::printf("%-6u %-8u %-8s %14llu %12.2f %16.2f %16.0f\n",
                        k,
                        k * k * k / 4,
                        lb,
                        static_cast<unsigned long long>(hops),
                        eventsPerHop,
                        best,
                        megabytes);
            std::fflush(stdout);
        }
    }
}

void
MeasureSetup(bool large)
{
    std::printf("\n%-6s %-8s %12s %12s %14s\n", "k", "hosts", "set-up s", "peak MB", "kB per host");
    std::fflush(stdout); // or every child would print it again
    for (const uint32_t k : {16U, 32U, 64U})
    {
        if (k > 32 && !large)
        {
            continue;
        }
        const pid_t child = fork();
        if (child == 0)
        {
            ExperimentOptions options = MakeOptions(k, "ofan", "1MiB");
            const int code = FabricProgram::Run("fabric-bench", [&options, k]() {
                FabricProgram::Prepare(options);
                Experiment experiment(options);
                const std::clock_t begin = std::clock();
                experiment.Build();
                const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
                rusage usage;
                getrusage(RUSAGE_SELF, &usage);
                const double bytes = static_cast<double>(usage.ru_maxrss) * 1024;
                const uint32_t hosts = k * k * k / 4;
                std::printf("%-6u %-8u %12.2f %12.0f %14.1f\n",
                            k,
                            hosts,
                            seconds,
                            bytes / 1e6,
                            bytes / hosts / 1000);
                std::fflush(stdout);
                return 0;
            });
            _exit(code);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (status != 0)
        {
            throw std::runtime_error("building k=" + std::to_string(k) + " failed");
        }
    }
}

} // namespace

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-bench", [argc, argv]() {
        FabricProgram::CheckArguments(
            argc,
            argv,
            false,
            {{"repeats", FabricProgram::Kind::NUMBER}, {"large", FabricProgram::Kind::BOOLEAN}});
        uint32_t repeats = 3;
        bool large = true;
        CommandLine command(__FILE__);
        command.Usage("Measures packet-hops per CPU second, memory, and set-up time.");
        command.AddValue("repeats", "Runs of each case, of which the best counts", repeats);
        command.AddValue("large", "Whether to run the large cases (k=16 and k=64) too", large);
        command.Parse(argc, argv);
        MeasureSpeed(std::max(1U, repeats), large);
        MeasureSetup(large);
        return 0;
    });
}
