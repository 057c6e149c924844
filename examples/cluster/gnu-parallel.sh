#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A sweep on several machines by GNU parallel, and its shards merged:
#
#   examples/cluster/gnu-parallel.sh SPEC.json 8 OUT.sqlite [options of parallel]
#
# for example with --sshlogin node1,node2 --workdir "$PWD". Without GNU parallel the shards run here,
# one after the other. Calling it again makes the missing runs only.
set -euo pipefail

spec=${1:?usage: gnu-parallel.sh SPEC.json SHARDS OUT.sqlite [options of parallel]}
shards=${2:?how many shards}
out=${3:?the database to merge into}
shift 3
if command -v parallel >/dev/null; then
  parallel "$@" ./aifabric sweep "$spec" --shard={}/"$shards" --db="$out.{}" ::: $(seq "$shards")
else
  for shard in $(seq "$shards"); do
    ./aifabric sweep "$spec" --shard="$shard/$shards" --db="$out.$shard"
  done
fi
./aifabric merge "$out" $(seq -f "$out.%g" "$shards")
