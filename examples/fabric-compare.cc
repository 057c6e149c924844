/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs the same experiment for several load balancers, controls, workloads, ... on all cores, and
 * prints one table.
 *
 * ./ns3 run "fabric-compare --lb=ecmp,spray,ofan --run=1..5"
 * ./ns3 run "fabric-compare --lb=ecmp,ofan --cc=fixed-rate,dcqcn:profile=paper"
 */

#include "ns3/compare-program.h"

int
main(int argc, char** argv)
{
    return ns3::aifabric::RunCompareProgram("fabric-compare", argc, argv);
}
