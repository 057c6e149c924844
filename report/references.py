# SPDX-License-Identifier: GPL-2.0-only
"""BibTeX of the software, and of the papers that the module itself names; nothing is made up here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional

ROOT = Path(__file__).resolve().parent.parent

NS3 = """@incollection{ns3,
  author = {George F. Riley and Thomas R. Henderson},
  title = {The ns-3 Network Simulator},
  booktitle = {Modeling and Tools for Network Simulation},
  publisher = {Springer},
  year = {2010},
  pages = {15--34},
  doi = {10.1007/978-3-642-12331-3_2}
}"""

# Controls come without a source of their own; these are by the label of doc/references.rst.
CONTROLS = {
    "dcqcn": "Zhu15",
    "mp-rdma": "MP-RDMA",
    "hpcc": "HPCC",
    "power-tcp": "PowerTCP",
    "theta-power-tcp": "PowerTCP",
    "timely": "TIMELY",
    "swift": "Swift",
    "mswift": "MSwift",
    "dctcp": "DCTCP",
}


@dataclass(frozen=True)
class Paper:
    """A paper as far as it is known; what is not known is empty."""

    label: str
    author: str = ""
    title: str = ""
    venue: str = ""
    year: str = ""
    arxiv: str = ""
    note: str = ""

    def bibtex(self) -> str:
        """Its entry."""
        entry = "inproceedings" if self.venue and not self.arxiv else "misc"
        fields = [
            ("author", self.author.replace(" et al.", " and others")),
            ("title", "{" + self.title + "}" if self.title else ""),
            ("booktitle" if entry == "inproceedings" else "howpublished", self.venue),
            ("year", self.year),
            ("eprint", self.arxiv),
            ("archivePrefix", "arXiv" if self.arxiv else ""),
            ("note", self.note),
        ]
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields if value)
        return f"@{entry}{{{self.label},\n{lines}\n}}"


def software() -> Dict[str, str]:
    """The fields of CITATION.cff that are plain, and the first author as ``author``."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    fields = dict(re.findall(r'^([a-z-]+): "?([^"\n]+?)"?$', text, re.MULTILINE))
    fields["author"] = re.search(r'- name: "([^"]+)"', text).group(1)
    return fields


def software_bibtex(versions: List[str], commits: List[str]) -> str:
    """The entry of the module.

    Args:
        versions: those that made the runs
        commits: those that made the runs
    """
    known = software()
    fields = [("author", "{" + known["author"] + "}"), ("title", "{" + known["title"] + "}")]
    fields.append(("version", ", ".join(versions)))
    if versions == [known["version"]]:  # the date is that of this version
        fields += [("year", known["date-released"][:4]), ("date", known["date-released"])]
    if commits:
        fields.append(("note", "commit " + ", ".join(commits)))
    fields.append(("license", known["license"]))
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields)
    return f"@software{{ai-fabric,\n{lines}\n}}"


def papers() -> Dict[str, Paper]:
    """What doc/references.rst has, by label."""
    text = (ROOT / "doc" / "references.rst").read_text(encoding="utf-8")
    found = {}
    for label, body in re.findall(r"^\.\. \[([^]]+)\] (.+(?:\n   .+)*)", text, re.MULTILINE):
        body = " ".join(body.split()).rstrip(".")
        match = re.fullmatch(r'(?:(?:(?P<author>[^"]+), )?"(?P<title>[^"]+)", )?(?P<rest>.*)', body)
        arxiv = re.search(r"arXiv:([0-9.]+[0-9])", match["rest"])
        year = re.search(r"\b((?:19|20)\d\d)$", match["rest"])
        venue = re.sub(r",? ?(arXiv:[0-9.]+[0-9])?,? ?((19|20)\d\d)?$", "", match["rest"])
        found[label] = Paper(
            label, match["author"] or "", match["title"] or "", venue,
            year.group(1) if year else "", arxiv.group(1) if arxiv else "",
        )  # fmt: skip
    return found


def sources() -> Dict[str, str]:
    """What each strategy says of its source, in C++: by name without hyphens."""
    found = {}
    for path in (ROOT / "model" / "lb").glob("*/*-load-balancer.cc"):
        text = path.read_text(encoding="utf-8")
        name = re.search(r'TypeId\("ns3::aifabric::(\w+)LoadBalancer"\)', text)
        traits = re.findall(r'\{((?:\s*"[^"{}]*"\s*,?)+)\}\s*\)', text)
        if name and traits:
            found[name.group(1).lower()] = re.findall(r'"([^"]*)"', traits[-1])[-1]
    # Rows are a class with other values: its source is theirs.
    for path in (ROOT / "model" / "lb").glob("*/*.cc"):
        text = path.read_text(encoding="utf-8")
        for constant, name in re.findall(r'const char\* (\w+) = "ns3::aifabric::(\w+)LoadBalancer";', text):
            for row in re.findall(r'\{"([a-z0-9-]+)",\s*' + constant + ",", text):
                found[row.replace("-", "")] = found[name.lower()]
    return found


def find_paper(source: str, known: Dict[str, Paper]) -> Optional[Paper]:
    """The paper that a source means.

    Args:
        source: such as ``DRILL, SIGCOMM 2017`` or ``REPS, EuroSys 2026, arXiv:2407.21625``
        known: the papers of doc/references.rst

    Returns:
        the paper with all that is known of it; None if the source is no paper
    """
    arxiv = re.search(r"arXiv:([0-9.]+[0-9])", source)
    venue = re.search(r"\b([A-Za-z]+) ((?:19|20)\d\d)\b", source)
    name = source.split(",")[0]
    for paper in known.values():
        same_title = paper.label.lower() == name.lower() or paper.title.startswith(name + ":")
        if (arxiv and paper.arxiv == arxiv.group(1)) or (venue and same_title and paper.year == venue.group(2)):
            return paper
    if not arxiv and not venue:
        return None
    return Paper(
        re.sub(r"\W+", "-", name), title=name if "arXiv" not in name else "",
        venue=venue.group(1) if venue else "", year=venue.group(2) if venue else "",
        arxiv=arxiv.group(1) if arxiv else "", note="its short name; authors and title are not kept here",
    )  # fmt: skip
