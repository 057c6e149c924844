# SPDX-License-Identifier: GPL-2.0-only
"""Numbers within the texts of options, and which of them vary on their own: the axes of studies."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Dict, Iterable, List, Optional, Sequence, Set, Tuple

from database import Experiment, describe, varying_settings

# Option, place among the components that are joined by '+', key; the name of a component, and the
# whole of a value that is no component, have no key.
Path = Tuple[str, int, str]

NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?) ?([a-zA-Zµ%/]*)")
JOINT = re.compile(r"\+(?=[A-Za-z][^+,:=/.]*(?:[+:=]|$))")
NAME = re.compile(r"((?:[^:]|::)*)(?::(?!:)(.*))?", re.DOTALL)
PREFIXES = {"": 1, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
UNITS: Dict[str, Tuple[str, float]] = {
    "": ("", 1), "%": ("", 0.01), "ps": ("ns", 1e-3), "ns": ("ns", 1), "us": ("ns", 1e3), "µs": ("ns", 1e3),
    "ms": ("ns", 1e6), "s": ("ns", 1e9), "min": ("ns", 60e9), "h": ("ns", 3600e9), "d": ("ns", 86400e9),
}  # fmt: skip
for _prefix, _factor in PREFIXES.items():
    UNITS[f"{_prefix}bps"] = UNITS[f"{_prefix}b/s"] = ("bit/s", _factor)
    UNITS[f"{_prefix}B"] = ("B", _factor)
    if _prefix:
        UNITS[f"{_prefix}iB"] = UNITS[f"{_prefix}i"] = ("B", 2.0 ** (10 * "KMGT".index(_prefix.upper()) + 10))
        UNITS.setdefault(_prefix, ("", _factor))
# Units in which axes are labelled, by kind, smallest first.
SCALES: Dict[str, List[Tuple[str, float]]] = {
    "": [("", 1)],
    "packets": [("packets", 1)],
    "B": [("B", 1), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)],
    "iB": [("B", 1), ("KiB", 2**10), ("MiB", 2**20), ("GiB", 2**30), ("TiB", 2**40)],
    "bit/s": [("bit/s", 1), ("kb/s", 1e3), ("Mb/s", 1e6), ("Gb/s", 1e9), ("Tb/s", 1e12)],
    "ns": [("ps", 1e-3), ("ns", 1), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)],
}
# Numbers that are written without their unit.
BARE = {"mtu": "B", "rate_bps": "bit/s", "ack-interval": "packets", "burst": "packets"}
NO_PARAMETERS = ("module_version", "fault-lists", "workload-lists", "fabric-file")
MOST_VALUES = 200  # of one axis


@dataclass(frozen=True)
class Quantity:
    """A number with its unit: B, bit/s, ns, or none."""

    value: float
    kind: str


def parse_quantity(text: Optional[str]) -> Optional[Quantity]:
    """Read a number with a unit; None if a text is none."""
    match = NUMBER.fullmatch((text or "").strip())
    if not match or match.group(2) not in UNITS:
        return None
    kind, factor = UNITS[match.group(2)]
    value = float(match.group(1)) * factor
    return Quantity(value, kind) if abs(value) < 1e30 else None


def split_option(option: str, text: Optional[str]) -> Dict[Path, str]:
    """Take the value of an option apart: names and parameters of its components.

    Args:
        option: name of the option
        text: such as ``permutation:bytes=64KiB+incast:fan-in=4`` or ``400Gbps``

    Returns:
        the parts by their places
    """
    text = "" if text is None else str(text)
    if parse_quantity(text):
        return {(option, 0, ""): text}
    parts: Dict[Path, str] = {}
    for index, component in enumerate(JOINT.split(text)):
        match = NAME.fullmatch(component)
        name, parameters = match.groups() if match else (component, None)
        parts[option, index, ""] = name
        for parameter in (parameters or "").split(",") if parameters else []:
            key, _, value = parameter.partition("=")
            parts[option, index, key or " "] = value
    return parts


def join_option(option: str, text: Optional[str], without: Sequence[Path]) -> str:
    """Write the value of an option without some of its parameters."""
    components: Dict[int, List[str]] = defaultdict(list)
    names: Dict[int, str] = {}
    for path, part in split_option(option, text).items():
        if path in without:
            continue
        if path[2]:
            components[path[1]].append(f"{path[2]}={part}")
        else:
            names[path[1]] = part
    return "+".join(
        name + (":" + ",".join(components[index]) if components[index] else "") for index, name in names.items()
    )


@dataclass(frozen=True)
class Case:
    """What runs of one strategy in one experiment have in common."""

    experiment: Experiment
    lb: str
    parts: Dict[Path, str] = field(hash=False, compare=False)

    def text(self, option: str) -> Optional[str]:
        """The value of an option."""
        return self.lb if option == "lb" else self.experiment.settings.get(option)


@dataclass(frozen=True)
class Axis:
    """A number that varies, and others that vary exactly with it."""

    paths: Tuple[Path, ...]
    kind: str  # key of SCALES

    @property
    def option(self) -> str:
        """The option that it is in."""
        return self.paths[0][0]

    @property
    def name(self) -> str:
        """Such as `workload bytes`."""
        return name_path(self.paths[0])

    @property
    def note(self) -> str:
        """What else varies with it."""
        return ", ".join(name_path(path) for path in self.paths[1:])

    def value(self, case: Case) -> Optional[float]:
        """The number in a case, in B, bit/s or ns if it has a unit."""
        quantity = parse_quantity(case.parts.get(self.paths[0]))
        return quantity.value if quantity else None


def name_path(path: Path) -> str:
    """Name a parameter."""
    option, index, key = path
    option = {"rate_bps": "rate", "lb": "strategy"}.get(option, option)
    return " ".join([option, *([f"({index + 1})"] if index else []), *([key] if key else [])])


@dataclass(frozen=True)
class Unit:
    """How the numbers of an axis are written."""

    name: str
    size: float


def find_unit(kind: str, values: Iterable[float]) -> Unit:
    """The largest unit in which the smallest number is at least 1."""
    positive = sorted(abs(v) for v in values if v)
    if kind == "B" and all(v % 1024 == 0 for v in positive):
        kind = "iB"
    found = SCALES[kind][0]
    for scale in SCALES[kind]:
        if positive and positive[0] >= scale[1] * 0.999:
            found = scale
    return Unit(*found)


def make_cases(experiments: Sequence[Experiment], strategies: Dict[int, List[str]]) -> List[Case]:
    """List what was run.

    Args:
        experiments: the experiments
        strategies: those of each experiment, by its number
    """
    cases = []
    for experiment in experiments:
        common: Dict[Path, str] = {}
        for option, text in experiment.settings.items():
            if option not in NO_PARAMETERS:
                common.update(split_option(option, text))
        for option in NO_PARAMETERS:
            common[option, 0, ""] = str(experiment.settings.get(option))
        for lb in strategies.get(experiment.number, []):
            cases.append(Case(experiment, lb, {**common, **split_option("lb", lb)}))
    fill_in(cases)
    return cases


def fill_in(cases: Sequence[Case]) -> None:
    """Give cases the defaults of what others have written, where their runs tell them."""
    written = dict.fromkeys(path for case in cases for path in case.parts)
    found: Dict[Tuple[Path, Optional[str]], Set[Optional[str]]] = defaultdict(set)
    for path in written:
        for case in cases:
            if path not in case.parts:
                found[path, case.text(path[0])].add(find_default(case, path))
    for (path, text), defaults in found.items():
        value = defaults.pop()
        # One text must not stand for two numbers, as it may if versions with other defaults made runs.
        if value is not None and not defaults and parse_quantity(value):
            for case in cases:
                if path not in case.parts and case.text(path[0]) == text:
                    case.parts[path] = value


def find_default(case: Case, path: Path) -> Optional[str]:
    """What a parameter, or an option that is a number alone, is in a case that does not say it."""
    option, index, key = path
    known = case.experiment.defaults.get(case.lb, {})
    if not key:
        return known.get((option, "", "")) if case.text(option) is None and index == 0 else None
    component = case.parts.get((option, index, ""))
    # A model of one tier is written behind the name of the tier.
    return known.get((option, component.rpartition("=")[2], key)) if component is not None else None


def find_axes(cases: Sequence[Case]) -> List[Axis]:
    """The numbers that vary; those that vary together are one axis."""
    axes: Dict[tuple, List[Tuple[Path, str]]] = {}
    for path in dict.fromkeys(path for case in cases for path in case.parts):
        if path[0] in NO_PARAMETERS or len({case.parts.get(path) for case in cases}) < 2:
            continue
        found = [parse_quantity(case.parts.get(path)) for case in cases]
        values = {q.value for q in found if q}
        kinds = {q.kind for q in found if q and q.value} - {""}
        if not 2 <= len(values) <= MOST_VALUES or len(kinds) > 1:
            continue
        kind = kinds.pop() if kinds else BARE.get(path[0], "B" if path[2].endswith("bytes") else "")
        places: Dict[Optional[float], int] = {}
        order = tuple(places.setdefault(q.value if q else None, len(places)) for q in found)
        axes.setdefault(order, []).append((path, kind))
    return [Axis(tuple(path for path, _ in same), same[0][1]) for same in axes.values()]


def group(cases: Sequence[Case], axes: Sequence[Axis]) -> List[Dict[tuple, Case]]:
    """Cases that differ in the numbers of some axes only.

    Returns:
        for each set of cases, the numbers on the axes with their case
    """
    without = {path for axis in axes for path in axis.paths}
    groups: Dict[tuple, Dict[tuple, Case]] = {}
    for case in cases:
        place = tuple(axis.value(case) for axis in axes)
        if None not in place:
            rest = tuple(sorted(item for item in case.parts.items() if item[0] not in without))
            groups.setdefault(rest, {})[place] = case
    return list(groups.values())


def is_line(points: Dict[tuple, Case], axis: Axis) -> bool:
    """Whether points make a line: two, or three if several numbers vary together."""
    return len(points) >= (2 if len(axis.paths) == 1 else 3)


def is_grid(points: Dict[tuple, Case]) -> bool:
    """Whether points fill at least half of a grid of two numbers, with a square of four among them."""
    rows: Dict[float, set] = defaultdict(set)
    for x, y in points:
        rows[y].add(x)
    columns = set().union(*rows.values())
    if len(rows) < 2 or len(columns) < 2 or 2 * len(points) < len(rows) * len(columns):
        return False
    sets = list(rows.values())
    return any(len(a & b) > 1 for i, a in enumerate(sets) for b in sets[i + 1 :])


def shorten(option: str, texts: Iterable[Optional[str]]) -> Dict[Optional[str], str]:
    """Describe the values of an option by what differs between them.

    Returns:
        for each text such as `fault fraction=0.1`; all of it if components differ, or parameters of some are not written
    """
    found = {text: split_option(option, text) for text in dict.fromkeys(texts)}
    whole = {text: describe(option, text) for text in found}
    paths = list(next(iter(found.values()), {}))
    if len(found) < 2 or any(list(parts) != paths for parts in found.values()):
        return whole
    varying = [path for path in paths if len({parts[path] for parts in found.values()}) > 1]
    if not all(path[2].strip() for path in varying):
        return whole
    return {
        text: ", ".join(f"{name_path(path)}={parts[path]}" for path in varying) for text, parts in found.items()
    }


def short_titles(experiments: Sequence[Experiment]) -> List[str]:
    """What tells each experiment from the others; its title if there is only one."""
    varying = varying_settings(experiments)
    labels = {key: shorten(key, [e.settings.get(key) for e in experiments]) for key in varying}
    return [", ".join(labels[key][e.settings.get(key)] for key in varying) or e.title for e in experiments]
