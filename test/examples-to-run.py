#! /usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only

# The examples that ns-3's test.py runs: (command, whether to run it, whether to under valgrind).
cpp_examples = [
    ("fabric-run --lb=ofan --fabric=fat-tree:k=4 --db=none", "True", "False"),
    (
        "fabric-compare --lb=ecmp,spray,ofan --run=1..2 --fabric=fat-tree:k=4"
        " --workload=all-to-all:bytes=16KiB --db=none",
        "True",
        "False",
    ),
    (
        "fabric-compare --cc=fixed-rate,dcqcn:profile=paper,cut-period=10us --lb=ecmp,ofan"
        " --recovery=sack,go-back-n --fabric=fat-tree:k=4,leaf-spine:leaves=2,spines=2,hosts=2"
        " --workload=permutation:bytes=16KiB --switch=generic:buffer-per-port=1MB,generic-deep --db=none",
        "True",
        "False",
    ),
    ("fabric-convert all-reduce:bytes=64KiB all-reduce.csv --hosts=4", "True", "False"),
    ("fabric-list lb", "True", "False"),
    ("fabric-list collective", "True", "False"),
    ("fabric-tutorial", "True", "True"),
    ("dcqcn-incast --senders=4 --bytes=5000000", "True", "False"),
    ("mixed-traffic --rdma=2000000 --tcp=1000000", "True", "False"),
    ("own-strategy --choices=2", "True", "False"),
    ("own-strategy-template --lb=my --fabric=fat-tree:k=4 --db=none", "True", "False"),
    ("own-strategy-template compare --lb=my,ofan --fabric=fat-tree:k=4 --db=none", "True", "False"),
    ("own-host-strategy-template --lb=mine --fabric=fat-tree:k=4 --db=none", "True", "False"),
    ("own-control-template --cc=my:cut=0.5 --workload=incast:fan-in=4 --fabric=fat-tree:k=4 --db=none", "True", "False"),
    ("own-recovery-template --recovery=my --workload=permutation:bytes=64KiB --fabric=fat-tree:k=4 --db=none", "True", "False"),
    ("own-workload-template --workload=my:bytes=8KiB --fabric=fat-tree:k=4 --db=none", "True", "False"),
    ("own-fabric-template --fabric=my:hosts=4 --db=none", "True", "False"),
    ("own-switch-template --switch=my --fabric=fat-tree:k=4 --db=none", "True", "False"),
    ("own-fault-template --fault=my:loss=0.01,tier=all,count=4,time=0us --workload=permutation:bytes=256KiB --fabric=fat-tree:k=4 --db=none", "True", "False"),
    ("allocation-check --lb=ofan", "True", "False"),
    ("allocation-check --lb=spray --cc=dcqcn", "True", "False"),
    ("allocation-check --lb=mrc", "True", "False"),
    ("allocation-check --lb=strack --cc=dcqcn", "True", "False"),
]

# No examples in Python.
python_examples = []
