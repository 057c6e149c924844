# SPDX-License-Identifier: GPL-2.0-only
"""The page: HTML with everything in it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import commands
from chart import Chart
from charts import Section
from database import Experiment, Table, describe, varying_settings
from figures import number, with_error
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from parameters import short_titles
from style import Palette, inline, save

MOST_ROWS = 50  # of a table shown in the page; the CSV file has all
MOST_COMMANDS = 3  # that repeat an experiment
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Rendered:
    """A section as HTML, small enough to be sent between processes."""

    experiment: Experiment
    verdict: str
    winner: Optional[str]
    html: Markup


@dataclass
class Saved:
    """A chart whose files are written."""

    chart: Chart
    name: str
    drawing: Markup = Markup("")
    files: List[Tuple[str, str]] = field(default_factory=list)  # names and texts of the links


@dataclass
class Cell:
    """A strategy in the overview of an experiment."""

    text: str
    best: bool
    notes: List[str]


class Writer:
    """Writes files below a directory and the HTML that refers to them."""

    def __init__(self, directory: Path, palette: Palette, command: str) -> None:
        """Remember where to write.

        Args:
            directory: holds report.html and figures/
            palette: colours
            command: the command that makes the report
        """
        self.figures = directory / "figures"
        self.palette = palette
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip
        self.templates.filters["number"] = number
        self.templates.globals.update(palette=palette, command=command, most_rows=MOST_ROWS, most_commands=MOST_COMMANDS)

    def section(self, section: Section) -> Rendered:
        """Write the figures of a section and make its HTML."""
        experiment = section.experiment
        html = self.templates.get_template("section.html").render(
            experiment=experiment,
            verdict=section.verdict,
            winner=section.winner,
            made_by=commands.compare(experiment.settings, section.strategies, section.seeds),
            figures=[self.save(chart, f"{experiment.key}-{chart.name}") for chart in section.charts],
        )
        return Rendered(experiment, section.verdict, section.winner, Markup(html))

    @staticmethod
    def failed(experiment: Experiment, why: str) -> Rendered:
        """A section that cannot be made."""
        verdict = f"This section cannot be made from these values ({why})."
        html = Markup('<section class="experiment" id="{}"><h2><span class="key">{}</span> {}</h2><p class="verdict">{}</p></section>')
        return Rendered(experiment, verdict, None, html.format(experiment.key, experiment.key, experiment.title, verdict))

    def save(self, chart: Chart, name: str) -> Saved:
        """Write the files of a figure."""
        saved = Saved(chart, name, chart.drawing)
        if chart.figure is not None:
            svg = save(chart.figure, self.figures, name)
            saved.drawing = Markup(inline(svg, name, escape(chart.title), self.palette))
            saved.files += [(f"{name}.svg", "SVG"), (f"{name}.pdf", "PDF")]
        for index, table in enumerate(chart.tables):
            file = f"{name}.csv" if index == 0 else f"{name}-{index + 1}.csv"
            write_csv(table, self.figures / file)
            saved.files.append((file, f"CSV: {table.title}"))
        return saved

    def page(self, **content: Any) -> str:
        """Put the page together from what its template asks for."""
        css = (HERE / "page.css").read_text(encoding="utf-8")
        css = css.replace("/*light*/", self.palette.css(False)).replace("/*dark*/", self.palette.css(True))
        script = (HERE / "page.js").read_text(encoding="utf-8")
        if any('<div class="motion">' in section.html for section in content["sections"]):
            script += (HERE / "motion.js").read_text(encoding="utf-8")
        return self.templates.get_template("page.html").render(css=Markup(css), script=Markup(script), **content)


def write_csv(table: Table, path: Path) -> None:
    """Write all rows of a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows(table.rows)


def overview(
    table: Table, experiments: Sequence[Experiment], winners: Dict[str, Optional[str]], figure: Saved
) -> Dict[str, Any]:
    """Experiments as rows, strategies as columns, slowdowns in the cells."""
    places: Dict[str, List[float]] = {}
    for experiment in experiments:
        rows = [row for row in table.rows if row[0] == experiment.key]
        for place, row in enumerate(rows):
            places.setdefault(row[1], []).append(place / len(rows))
    strategies = sorted(places, key=lambda name: (sum(places[name]) / len(places[name]), name))
    found: Dict[tuple, tuple] = {(row[0], row[1]): row for row in table.rows}
    lines = []
    for experiment, title in zip(experiments, short_titles(experiments)):
        key = experiment.key
        whole = [found[key, name] for name in strategies if (key, name) in found]
        usable = [row for row in whole if row[2] and not row[3] and row[4] is not None]
        # Sections say it better, but not all experiments have one.
        least = min(usable, key=lambda row: row[4])[1] if usable else None
        best = winners.get(key) if key in winners else least
        cells = []
        for strategy in strategies:
            _, _, completed, lost, slowdown, error = found.get((key, strategy), (None, None, 0, 0, None, None))
            text, *spread = with_error(slowdown, error).split(" ± ") if completed else [""]
            notes = [f"± {value}" for value in spread] + ([f"{lost} not completed"] if lost else [])
            cells.append(Cell(text, strategy == best, notes))
        lines.append({"key": key, "title": title, "has_section": key in winners, "cells": cells})
    return {"strategies": strategies, "rows": lines, "figure": figure}


def common_settings(experiments: Sequence[Experiment]) -> str:
    """What all experiments share, as text."""
    varying = set(varying_settings(experiments))
    shared = [
        describe(key, value)
        for key, value in experiments[0].settings.items()
        if key not in varying and value and value != "false"
    ]
    return ", ".join(shared)
