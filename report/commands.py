# SPDX-License-Identifier: GPL-2.0-only
"""Commands as they are printed: a shell takes them as they stand."""

from __future__ import annotations

import re
import shlex
from typing import Dict, Iterable, List, Optional, Sequence, Tuple

LAUNCHER = "./aifabric"
# Settings of an experiment that are no options.
NO_OPTIONS = ("module_version", "rate_bps", "fault-lists", "workload-lists", "fabric-file")


def quote(word: str) -> str:
    """A word for bash: as it is if nothing in it has a meaning there, else in quotes, in one line."""
    if re.search(r"[\x00-\x1f\x7f]", word):
        escaped = word.replace("\\", "\\\\").replace("'", "\\'")
        return "$'" + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\x{ord(m.group()):02x}", escaped) + "'"
    return shlex.quote(word)


def join(words: Iterable[str]) -> str:
    """Words as one command."""
    return " ".join(map(quote, words))


def option(name: str, value: object) -> str:
    """An option, before it is quoted."""
    return f"--{name}={value}"


def spell(options: Iterable[Tuple[str, object]]) -> str:
    """Options as they are typed."""
    return join(option(name, value) for name, value in options)


def ranges(numbers: Iterable[int]) -> str:
    """Numbers as options take them, such as ``1..5,8``."""
    parts: List[List[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(a) if a == b else f"{a}..{b}" for a, b in parts)


def report(database: str, directory: str) -> str:
    """The command that makes a report."""
    return join([LAUNCHER, "report", database, "-o", directory])


def run(options: Iterable[Tuple[str, object]]) -> str:
    """The command that makes a run."""
    return f"{LAUNCHER} run {spell(options)}"


def compare(
    settings: Dict[str, Optional[str]], strategies: Sequence[str], repetitions: Iterable[Tuple[int, int]]
) -> List[str]:
    """The commands that repeat an experiment: one for each seed and range of run numbers.

    Args:
        settings: of the experiment
        strategies: that were run
        repetitions: seeds with their run numbers

    Returns:
        the commands; none for an experiment of a program on the helpers, which has attributes in place of options
    """
    if any("." in name for name in settings):
        return []
    options: List[Tuple[str, object]] = [("lb", ",".join(strategies))]
    options += [(name, value) for name, value in settings.items() if value and name not in NO_OPTIONS]
    if settings.get("rate_bps"):
        options.append(("rate", f"{float(settings['rate_bps'] or 0) / 1e9:g}Gbps"))
    seeds: Dict[int, List[int]] = {}
    for seed, run_number in repetitions:
        seeds.setdefault(seed, []).append(run_number)
    return [
        f"{LAUNCHER} compare {spell([*options, ('seed', seed), ('run', part)])}"
        for seed, numbers in sorted(seeds.items())
        for part in ranges(numbers).split(",")
    ]
