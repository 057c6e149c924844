/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs one experiment, prints a summary and appends the run to a database.
 *
 * ./ns3 run "fabric-run --lb=ofan --workload=permutation:bytes=1MiB"
 */

#include "ns3/fabric-program.h"

using namespace ns3::aifabric;

int
main(int argc, char** argv)
{
    return FabricProgram::RunExperiment(
        "fabric-run",
        "Runs one experiment on an AI fabric and stores it in a database.",
        argc,
        argv);
}
