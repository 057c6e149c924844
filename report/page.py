# SPDX-License-Identifier: GPL-2.0-only
"""The page: HTML with everything in it."""

from __future__ import annotations

import csv
import shlex
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Dict, List, Optional, Sequence

from charts import Chart, Section
from database import Experiment, Table, describe, varying_settings
from figures import number, with_error
from style import Palette, inline, save

MOST_ROWS = 50  # of a table shown in the page; the CSV file has all
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Rendered:
    """A section as HTML, small enough to be sent between processes."""

    experiment: Experiment
    verdict: str
    winner: Optional[str]
    html: str


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
        self.command = command

    def section(self, section: Section) -> Rendered:
        """Write the figures of a section and make its HTML."""
        experiment = section.experiment
        charts = "\n".join(self.chart(c, f"{experiment.key}-{c.name}", section.winner) for c in section.charts)
        html = (
            f'<section class="experiment" id="{experiment.key}">\n'
            f'<h2><span class="key">{experiment.key}</span> {escape(experiment.title)}</h2>\n'
            f'<p class="verdict">{escape(section.verdict)}</p>\n'
            f'<p class="made">Runs made by: <code>{escape(compare_command(experiment, section))}</code></p>\n'
            f"{charts}\n</section>"
        )
        return Rendered(experiment, section.verdict, section.winner, html)

    def chart(self, chart: Chart, name: str, winner: Optional[str] = None, level: int = 3) -> str:
        """Write the files of a figure and make its HTML."""
        heading = f"<h{level}>{escape(chart.title)}</h{level}>"
        if chart.figure is None and not chart.tables:
            return f'<div class="missing" id="{name}">{heading}<p>{escape(chart.caption)}</p></div>'
        links, drawing = [], ""
        if chart.figure is not None:
            svg = save(chart.figure, self.figures, name)
            drawing = inline(svg, name, escape(chart.title, quote=True), self.palette)
            links += [(f"figures/{name}.svg", "SVG"), (f"figures/{name}.pdf", "PDF")]
        parts = []
        for index, table in enumerate(chart.tables):
            file = f"{name}.csv" if index == 0 else f"{name}-{index + 1}.csv"
            write_csv(table, self.figures / file)
            links.append((f"figures/{file}", f"CSV: {table.title}"))
            parts.append(self.table(table, winner, chart.open_tables))
        anchors = " · ".join(f'<a href="{escape(h)}">{escape(t)}</a>' for h, t in links)
        return (
            f'<figure id="{name}">{heading}\n{drawing}\n'
            f"<figcaption>{escape(chart.caption)}</figcaption>\n"
            + "\n".join(parts)
            + f'\n<p class="files">{anchors}<br>Made by <code>{escape(self.command)}</code></p></figure>'
        )

    def table(self, table: Table, winner: Optional[str], shown: bool) -> str:
        """Make the HTML of a table with its query."""
        count = f"{len(table.rows)} row" + ("" if len(table.rows) == 1 else "s")
        more = f", first {MOST_ROWS} shown" if len(table.rows) > MOST_ROWS else ""
        return (
            f'<details class="data"{" open" if shown else ""}>'
            f"<summary>{escape(table.title)} ({count}{more})</summary>"
            f'<div class="scroll">{html_table(table, self.palette, winner)}</div></details>\n'
            f'<details class="query"><summary>SQL query</summary><pre><code>{escape(table.sql)}</code></pre></details>'
        )


def html_table(table: Table, palette: Palette, winner: Optional[str] = None) -> str:
    """The first rows of a table; the winner's row stands out, strategies have their colours."""
    texts = [any(isinstance(row[i], str) for row in table.rows) for i in range(len(table.columns))]
    head = "".join(
        f'<th{"" if text else " class=n"}>{escape(c)}</th>' for c, text in zip(table.columns, texts)
    )
    body = []
    for row in table.rows[:MOST_ROWS]:
        mark = ' class="winner"' if winner is not None and row[0] == winner else ""
        cells = "".join(
            f'<td class=s>{swatch(value, palette)}</td>'
            if column == "strategy"
            else f'<td{"" if text else " class=n"}>{escape(number(value))}</td>'
            for column, value, text in zip(table.columns, row, texts)
        )
        body.append(f"<tr{mark}>{cells}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def swatch(strategy: str, palette: Palette) -> str:
    """A strategy with its colour."""
    return f'<i class="swatch" style="background: {palette.variable(strategy)}"></i>{escape(strategy)}'


def write_csv(table: Table, path: Path) -> None:
    """Write all rows of a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows(table.rows)


def compare_command(experiment: Experiment, section: Section) -> str:
    """The command that repeats an experiment."""
    settings = experiment.settings
    options = {k: v for k, v in settings.items() if k not in ("module_version", "rate_bps", "fault-lists")}
    if settings.get("rate_bps"):
        options["rate"] = f"{float(settings['rate_bps']) / 1e9:g}Gbps"
    words = [f"--{k}={v}" for k, v in options.items() if v]
    return shlex.join(["./aifabric", "compare", f"--lb={','.join(section.strategies)}", *words, *section.seeds])


def overview_table(
    table: Table, experiments: Sequence[Experiment], winners: Dict[str, Optional[str]]
) -> str:
    """Experiments as rows, strategies as columns, slowdowns in the cells."""
    places: Dict[str, List[float]] = {}
    for experiment in experiments:
        rows = [row for row in table.rows if row[0] == experiment.key]
        for place, row in enumerate(rows):
            places.setdefault(row[1], []).append(place / len(rows))
    strategies = sorted(places, key=lambda name: (sum(places[name]) / len(places[name]), name))
    cells: Dict[tuple, tuple] = {(row[0], row[1]): row for row in table.rows}
    head = "".join(f"<th class=n>{escape(s)}</th>" for s in strategies)
    body = []
    for experiment in experiments:
        key = experiment.key
        name = f'<a href="#{key}">{key}</a>' if key in winners else key
        line = f"<td>{name} {escape(experiment.title)}</td>"
        for strategy in strategies:
            _, _, completed, lost, slowdown, error = cells.get(
                (key, strategy), (None, None, 0, 0, None, None)
            )
            text, *spread = with_error(slowdown, error).split(" ± ") if completed else [""]
            mark = " best" if strategy == winners.get(key) else ""
            notes = [f"± {value}" for value in spread] + ([f"{lost} not completed"] if lost else [])
            line += f'<td class=n><span class="value{mark}">{text}</span>'
            line += "".join(f"<br><small>{note}</small>" for note in notes) + "</td>"
        body.append(f"<tr>{line}</tr>")
    return (
        '<div class="scroll"><table class="overview"><thead><tr><th>experiment</th>'
        f"{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def common_settings(experiments: Sequence[Experiment]) -> str:
    """What all experiments share, as text."""
    varying = set(varying_settings(experiments))
    shared = [
        describe(key, value)
        for key, value in experiments[0].settings.items()
        if key not in varying and value and value != "false"
    ]
    return ", ".join(shared)


def document(title: str, head: str, sections: Sequence[Rendered], palette: Palette) -> str:
    """Put the page together."""
    css = (HERE / "page.css").read_text(encoding="utf-8")
    css = css.replace("/*light*/", palette.css(False)).replace("/*dark*/", palette.css(True))
    script = (HERE / "page.js").read_text(encoding="utf-8")
    body = "\n".join(section.html for section in sections)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        f"<title>{escape(title)}</title>\n<style>\n{css}</style>\n</head>\n<body>\n"
        f"{head}\n{body}\n<script>\n{script}</script>\n</body>\n</html>\n"
    )
