/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Makes the runs of a sweep that the database does not have yet, on all cores.
 *
 * ./ns3 run "fabric-sweep --spec=contrib/ai-fabric/examples/sweeps/quick.json"
 */

#include "ns3/sweep-program.h"

int
main(int argc, char** argv)
{
    return ns3::aifabric::RunSweepProgram("fabric-sweep", argc, argv);
}
