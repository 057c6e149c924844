# SPDX-License-Identifier: GPL-2.0-only
"""Messages of the cross-check, drawn from a seed, and written for each simulator to read."""

import random

PAYLOAD = 4096  # of a full packet here
OVERHEAD = 82  # of a packet on the wire here: headers, checksums, preamble and gap between frames
WIRE = PAYLOAD + OVERHEAD
HTSIM_HEADER = 64  # of a packet of uet-htsim, all that it adds to the payload


def shuffle(items, draw):
    """As random.shuffle(), of which Python does not promise that all versions do the same."""
    for last in range(len(items) - 1, 0, -1):
        other = int(draw.random() * (last + 1))
        items[last], items[other] = items[other], items[last]


def permutation(hosts, draw):
    """Every host sends to another one, and receives from one."""
    to = list(range(hosts))
    while any(host == peer for host, peer in enumerate(to)):
        shuffle(to, draw)
    return list(enumerate(to))


def incast(hosts, draw, fan_in):
    """Some hosts, drawn, send to host 0."""
    senders = list(range(1, hosts))
    shuffle(senders, draw)
    return [(sender, 0) for sender in senders[:fan_in]]


def all_to_all(hosts, draw, members):
    """Some hosts, drawn, send to each other, beginning with the next one."""
    chosen = list(range(hosts))
    shuffle(chosen, draw)
    chosen = chosen[:members]
    return [(chosen[i], chosen[(i + step) % members]) for step in range(1, members) for i in range(members)]


def draw(traffic, seed):
    """The pairs of hosts that a case's description asks for."""
    generator = random.Random(seed)
    hosts, kind = traffic["hosts"], traffic["kind"]
    if kind == "one":
        return [(0, hosts - 1)]
    if kind == "stream":
        return [(0, 1)] * traffic["messages"]
    if kind == "permutation":
        return permutation(hosts, generator)
    if kind == "incast":
        return incast(hosts, generator, traffic["fan_in"])
    if kind == "all-to-all":
        return all_to_all(hosts, generator, traffic["members"])
    raise SystemExit(f"unknown traffic '{kind}'")


def write_pairs(path, pairs):
    """What the workload pairs:path= reads here."""
    path.write_text("".join(f"{source} {destination}\n" for source, destination in pairs), encoding="utf-8")


def write_matrix(path, pairs, hosts, packets):
    """What -tm reads there. As many packets: of other payload, as headers differ, and of the same length on the wire."""
    size = packets * (WIRE - HTSIM_HEADER)
    lines = [f"{source}->{destination} start 0 size {size}\n" for source, destination in pairs]
    path.write_text(f"Nodes {hosts}\nConnections {len(pairs)}\n" + "".join(lines), encoding="utf-8")
