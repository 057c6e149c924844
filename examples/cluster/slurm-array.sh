#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# One shard of a sweep as a task of a Slurm array job. From the repository, on a file system that all
# nodes share, after one ./aifabric setup:
#
#   sbatch --array=1-8 examples/cluster/slurm-array.sh examples/sweeps/quick.json
#   ./aifabric merge all.sqlite shard-*.sqlite      # when the array has ended, or at any time before
#
# Submitting it again makes the missing runs only.
#SBATCH --job-name=fabric-sweep
#SBATCH --cpus-per-task=4
#SBATCH --time=04:00:00
#SBATCH --output=sweep-%A-%a.log
set -euo pipefail

spec=${1:?usage: sbatch --array=1-N slurm-array.sh SPEC.json}
task=${SLURM_ARRAY_TASK_ID:?this script is a task of an array job: sbatch --array=1-N}
tasks=${SLURM_ARRAY_TASK_COUNT:?this script is a task of an array job: sbatch --array=1-N}
cd "${SLURM_SUBMIT_DIR:-.}"
exec ./aifabric sweep "$spec" --shard="$task/$tasks" --jobs="${SLURM_CPUS_PER_TASK:-0}" \
  --db="shard-$task.sqlite"
