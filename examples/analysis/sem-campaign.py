#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only

"""A campaign with ns-3's Simulation Execution Manager (the Python package sem) instead of a sweep.

usage: sem-campaign.py NS3_DIRECTORY CAMPAIGN_DIRECTORY

SEM runs fabric-run in a directory of its own for each combination, with --RngRun; the relative name of
the database makes every run store itself there. Afterwards all of them are merged into one file:

    ./aifabric merge campaign.sqlite CAMPAIGN_DIRECTORY/data/*/results.sqlite
"""

import sys

PARAMETERS = {
    "fabric": ["fat-tree:k=4"],
    "lb": ["ecmp", "spray", "ofan"],
    "workload": ["permutation:bytes=64KiB", "permutation:bytes=256KiB"],
    "db": ["results.sqlite"],
}
RUNS = 5


def main() -> None:
    """Make the runs that the campaign lacks."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    import sem  # only here, so that the usage is shown without it

    campaign = sem.CampaignManager.new(
        sys.argv[1], "fabric-run", sys.argv[2], overwrite=False, check_repo=False
    )
    campaign.run_missing_simulations(sem.list_param_combinations(PARAMETERS), runs=RUNS)
    failed = [r for r in campaign.db.get_complete_results() if r["meta"]["exitcode"] != 0]
    print(f"{len(campaign.db.get_results())} runs, {len(failed)} of them failed")


if __name__ == "__main__":
    main()
