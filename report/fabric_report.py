#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Make a report of the runs in a results database: one page with figures, tables and queries."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shlex
import sqlite3
import sys
from pathlib import Path
from typing import List, Optional, Sequence, Tuple

try:
    import page
    import queries
    import style
    from charts import Chart, SectionBuilder
    from database import Database, Experiment, InputError
    from studies import StudyBuilder
except ModuleNotFoundError as missing:
    print(
        f"aifabric report: Python lacks {missing.name}; jinja2 and matplotlib are needed "
        "(Debian: apt-get install python3-jinja2 python3-matplotlib)",
        file=sys.stderr,
    )
    sys.exit(2)

Job = Tuple[Path, Path, str, int]  # database, directory, command, index of the experiment


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run the program.

    Args:
        arguments: the command line without the program; None: that of the process

    Returns:
        the exit code: 0, or 2 if the input cannot be used
    """
    parser = argparse.ArgumentParser(prog="aifabric report", description=__doc__)
    parser.add_argument("database", metavar="DB", type=Path, help="results database (SQLite)")
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, default=Path("report"),
        help="directory for report.html and figures/ [report]",
    )  # fmt: skip
    parser.add_argument(
        "--most", metavar="N", type=int, default=24,
        help="experiments that get figures; more are in the overview only [24]",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        path = make_report(options.database, options.output, options.most)
    except InputError as error:
        print(f"aifabric report: {error}", file=sys.stderr)
        return 2
    except Exception as error:  # whatever a database holds, its user gets a line
        print(
            f"aifabric report: {options.database} holds values that the report cannot use "
            f"({type(error).__name__}: {' '.join(str(error).split())})",
            file=sys.stderr,
        )
        return 2
    print(path)
    return 0


def make_report(database_path: Path, directory: Path, most: int) -> Path:
    """Write the report.

    Args:
        database_path: the database
        directory: where to write
        most: experiments that get figures

    Returns:
        the page

    Raises:
        InputError: the database or the directory cannot be used
    """
    database = Database(database_path)
    try:
        (directory / "figures").mkdir(parents=True, exist_ok=True)
        command = shlex.join(["./aifabric", "report", str(database_path), "-o", str(directory)])
        experiments = database.experiments()
        detailed = min(len(experiments), most)
        jobs = [(database_path, directory, command, i) for i in range(detailed)]
        sections = run_jobs(jobs)
        writer = page.Writer(directory, make_palette(database), command)
        studies = make_studies(database, writer, experiments, most)
        text = make_page(database, writer, experiments, sections, studies)
        path = directory / "report.html"
        path.write_text(text, encoding="utf-8")
        return path
    except sqlite3.Error as error:
        raise InputError(f"cannot read {database_path}: {error}") from error
    except OSError as error:
        raise InputError(f"cannot write to {directory}: {error.strerror}") from error


def run_jobs(jobs: List[Job]) -> List[page.Rendered]:
    """Make sections, on all cores if there are several."""
    workers = min(len(jobs), os.cpu_count() or 1)
    if workers < 2:
        return [make_section(job) for job in jobs]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return pool.map(make_section, jobs, chunksize=1)


def make_section(job: Job) -> page.Rendered:
    """Make the section of one experiment, with a connection of its own."""
    database_path, directory, command, index = job
    database = Database(database_path)
    style.set_up()
    palette = make_palette(database)
    experiments = database.experiments()
    section = SectionBuilder(database, experiments[index], experiments, palette).build()
    return page.Writer(directory, palette, command).section(section)


def make_palette(database: Database) -> style.Palette:
    """The colours of all strategies of a database."""
    return style.Palette(row[0] for row in database.connection.execute("SELECT DISTINCT lb FROM run"))


def make_studies(
    database: Database, writer: page.Writer, experiments: Sequence[Experiment], most: int
) -> Tuple[List[page.Saved], int]:
    """Figures over the numbers that vary, and how many there are without --most."""
    style.set_up()
    builder = StudyBuilder(database, experiments, writer.palette)
    found = builder.find()
    charts = [builder.chart(study) for study in found[:most]]
    return [writer.save(chart, f"study{i}-{chart.name}") for i, chart in enumerate(charts, 1)], len(found)


def make_page(
    database: Database, writer: page.Writer, experiments: Sequence[Experiment], sections: Sequence[page.Rendered],
    studies: Tuple[List[page.Saved], int],
) -> str:  # fmt: skip
    """Title, verdicts, overview of all experiments, failures, studies, and the sections."""
    runs, first, last = database.connection.execute(
        "SELECT count(*), min(started), max(started) FROM run"
    ).fetchone()
    overview = None
    if len(experiments) > 1:
        table = database.table(
            "Mean slowdown",
            queries.overview(
                [(e.key, e.condition) for e in experiments],
                [n for e in experiments for n in database.run_counts(e).values()],
            ),
        )
        winners = {s.experiment.key: s.winner for s in sections}
        figure = writer.save(Chart("overview", "", "", [table]), "overview")
        overview = page.overview(table, experiments, winners, figure)
    failures = None
    table = database.table("Runs not completed", queries.failures("", database.has_identity))
    if table.rows:
        caption = "These runs failed or hit a limit; they are in no mean."
        failures = writer.save(Chart("failures", "Runs not completed", caption, [table]), "failures")
    return writer.page(
        name=database.path.name, runs=runs, first=first, last=last,
        common=page.common_settings(experiments), experiments=experiments, overview=overview,
        failures=failures, sections=sections, studies=studies[0], all_studies=studies[1],
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
