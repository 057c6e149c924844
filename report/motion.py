# SPDX-License-Identifier: GPL-2.0-only
"""The animation of runs: what the page needs to draw queues, pauses and failures on the links at any time."""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from typing import Any, Dict, List, Optional, Sequence, Tuple

import motion_queries
import topology
from database import Database, Table
from markupsafe import Markup
from queries import Scale
from style import Palette

MOST_LINKS = 2048  # of a fabric that is drawn
MOST_RUNS = 4  # strategies to choose from
LEAST_SAMPLES, MOST_SAMPLES = 32, 512  # of each port
MOST_BYTES = 2_000_000  # of the samples in a page
# A sample is one character: one of 64 steps.
STEPS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TOP = len(STEPS) - 1
DOWN = {"link-down": "link-up", "port-down": "port-up", "switch-down": "switch-up"}
IMPAIRED = {"degraded": "degraded-over", "grey": "grey-over", "slow": "slow-over"}

Port = Tuple[topology.Node, topology.Node]


def name_node(node: topology.Node) -> str:
    """The name of a node, such as ``edge0``."""
    return f"{node[0]}{node[1]}"


class Links:
    """The ports of a fabric, by name and by what faults call their links."""

    def __init__(self, rows: Sequence[tuple]) -> None:
        """Read the ports.

        Args:
            rows: names, directions and rates

        Raises:
            ValueError: a name cannot be read, or the fabric cannot be drawn
        """
        self.names = [str(row[0]) for row in rows]
        self.ends: List[Port] = [topology.parse(name) for name in self.names]
        self.rates = [float(row[2] or 0) for row in rows]
        self.index = {name: i for i, name in enumerate(self.names)}
        upward = [ends for ends, row in zip(self.ends, rows) if row[1] == "up"]
        self.layout = topology.lay_out(upward)
        self.between: Dict[Tuple[str, str], List[int]] = defaultdict(list)
        for i, (a, b) in enumerate(self.ends):
            self.between[name_node(a), name_node(b)].append(i)
        self.nodes = {name_node(node): node for node in self.layout.places}

    def find(self, subject: str) -> List[int]:
        """The ports that send into what a fault strikes: a link, a direction of it, or all links of a switch."""
        text, _, number = subject.partition("#")
        a, arrow, b = text.partition("->")
        if arrow:
            return self._pick(a, b, number)
        if text in self.nodes:
            return [i for ends, ports in self.between.items() if text in ends for i in ports]
        for match in re.finditer("-", text):
            a, b = text[: match.start()], text[match.end() :]
            if a in self.nodes and b in self.nodes:
                return self._pick(a, b, number) + self._pick(b, a, number)
        return []

    def _pick(self, a: str, b: str, number: str) -> List[int]:
        """The ports from a node to another, or one of them."""
        ports = self.between.get((a, b), [])
        return ports[int(number) : int(number) + 1] if number.isdigit() else ports


def encode_queue(value: Optional[float], most: float) -> str:
    """A queue: the square of the step, up to the largest; what is no 0 stays none."""
    if not value or value <= 0 or most <= 0:
        return STEPS[0]
    return STEPS[max(1, min(TOP, round(TOP * math.sqrt(value / most))))]


def encode_share(value: Optional[float], whole: float) -> str:
    """A rate as a share of that of the link."""
    if not value or value <= 0 or whole <= 0:
        return STEPS[0]
    return STEPS[max(1, min(TOP, round(TOP * value / whole)))]


def find_faults(events: Sequence[tuple], links: Links) -> List[list]:
    """When links are cut or impaired.

    Args:
        events: times, kinds and subjects, in the order of time
        links: the ports

    Returns:
        port, kind, beginning and end in ns (None: to the end) of each
    """
    ends = {**DOWN, **IMPAIRED}
    began = {end: kind for kind, end in ends.items()}
    found: List[list] = []
    running: Dict[Tuple[str, str], List[list]] = defaultdict(list)
    for time, kind, subject in events:
        if kind in ends:
            hit = [[port, kind, time, None] for port in links.find(str(subject))]
            running[kind, subject] += hit
            found += hit
        elif kind in began:
            for fault in running.pop((began[kind], subject), []):
                fault[3] = time
    return found


def count_samples(stored: int, ports: int, runs: int, experiments: int) -> int:
    """How many stored samples of a port become one, so that a page stays of sensible size."""
    room = MOST_BYTES // max(1, experiments * runs * 2 * ports)
    return max(1, math.ceil(stored / min(MOST_SAMPLES, max(LEAST_SAMPLES, room))))


class Motion:
    """What the page knows of the runs of an experiment."""

    def __init__(self, database: Database, runs: Table, rate: str, scale: Scale, palette: Palette) -> None:
        """Read runs.

        Args:
            database: the database
            runs: the runs to draw, from the query of runs
            rate: SQL for the rate of a port in bit/s
            scale: unit of time
            palette: colours

        Raises:
            ValueError: the fabric cannot be drawn
        """
        self.database = database
        self.runs = runs
        self.scale = scale
        self.palette = palette
        rows = database.connection.execute(motion_queries.ports([row[1] for row in runs.rows], rate)).fetchall()
        if len(rows) > 2 * MOST_LINKS:
            raise ValueError(f"the fabric has {len(rows) // 2} links, and at most {MOST_LINKS} are drawn")
        self.links = Links(rows)
        experiments = database.count_with_ports()
        self.merged = count_samples(
            max(row[8] for row in runs.rows), max(len(rows), 1), len(runs.rows), max(experiments, 1)
        )

    def make(self) -> Dict[str, Any]:
        """All that the page needs to draw."""
        read = [self._read(row) for row in self.runs.rows]
        most = max((value or 0 for run in read for value in run["queue"].values()), default=0)
        layout = self.links.layout
        numbers = {node: i for i, node in enumerate(layout.places)}
        lanes: Dict[Port, int] = defaultdict(int)
        ports = []
        for (a, b), rate in zip(self.links.ends, self.links.rates):
            ports.append([numbers[a], numbers[b], rate / 1e9, lanes[a, b]])
            lanes[a, b] += 1
        return {
            "steps": STEPS,
            "unit": {"name": self.scale.unit, "ns": self.scale.nanoseconds},
            "nodes": [[name_node(node), round(x, 5), round(y, 3)] for node, (x, y) in layout.places.items()],
            "tiers": [[name, y] for y, name in layout.tiers.items()],
            "pods": [[round(a, 5), round(b, 5)] for a, b in layout.pods],
            "roof": layout.roof,
            "names": self.links.names,
            "ports": ports,
            "most": most,
            "runs": [self._write(run, most) for run in read],
        }

    def _read(self, row: tuple) -> Dict[str, Any]:
        """The samples, faults and collectives of a run."""
        strategy, run_id, seed, number, status, *_ = row
        execute = self.database.connection.execute
        times: Dict[int, float] = {}
        found: Dict[str, Dict[Tuple[int, int], Optional[float]]] = {"queue": {}, "rate": {}, "paused": {}}
        kinds = {"backlog-max": "queue", "backlog": "queue", "rate-mean": "rate", "classes-paused": "paused"}
        for subject, name, place, time, value in execute(motion_queries.samples(run_id, self.merged)):
            port, kind = self.links.index.get(subject), kinds.get(name)
            if port is None or kind is None:
                continue
            times[place] = max(time, times.get(place, 0))
            found[kind][port, place] = value
        events = execute(
            f"SELECT time_ns, kind, subject FROM event WHERE run_id = {run_id} ORDER BY time_ns, event_id"
        ).fetchall()
        spans = execute(
            f"SELECT start_ns, end_ns FROM collective WHERE run_id = {run_id} ORDER BY start_ns, collective_id"
        ).fetchall()
        return {
            "strategy": strategy,
            "name": f"{strategy} (seed {seed}, run {number}{'' if status == 'ok' else ', ' + status})",
            "colour": self.palette.variable(strategy),
            "times": [times[place] for place in sorted(times)],
            "places": sorted(times),
            "faults": find_faults(events, self.links),
            "spans": spans,
            **found,
        }

    def _write(self, run: Dict[str, Any], most: float) -> Dict[str, Any]:
        """A run, its samples as characters: port by port, sample by sample."""
        places, ports = run.pop("places"), range(len(self.links.names))
        queue, rate, paused = run.pop("queue"), run.pop("rate"), run.pop("paused")
        rates = self.links.rates
        run["queue"] = "".join(encode_queue(queue.get((port, p)), most) for port in ports for p in places)
        run["rate"] = "".join(encode_share(rate.get((port, p)), rates[port]) for port in ports for p in places)
        run["paused"] = {
            port: "".join("1" if paused.get((port, p)) else "0" for p in places)
            for port in sorted({port for port, _ in paused})
        }
        return run


def embed(data: Dict[str, Any]) -> Markup:
    """The part of the page that the script fills."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Markup(
        '<div class="motion"><noscript>The animation needs JavaScript.</noscript>'
        f'<script type="application/json">{text.replace("<", chr(92) + "u003c")}</script></div>'
    )
