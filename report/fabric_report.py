#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Make a report of the runs in a results database: one page with figures, tables and queries."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Sequence, Tuple

import commands
import program

try:
    import page
    import queries
    import style
    from chart import Chart
    from charts import SectionBuilder
    from database import Database, Experiment, InputError
    from snapshot import reason, snapshot
    from studies import StudyBuilder
except ModuleNotFoundError as missing:
    print(
        f"aifabric report: Python lacks {missing.name}; jinja2 and matplotlib are needed "
        "(Debian: apt-get install python3-jinja2 python3-matplotlib)",
        file=sys.stderr,
    )
    sys.exit(2)

MOST_FAILURES = 12  # runs not completed whose reasons are shown at once


@dataclass(frozen=True)
class Source:
    """Where a report is made from, and where to."""

    path: Path  # of the copy that is read
    name: Path  # what the user calls the database
    directory: Path

    def open(self) -> Database:
        """Open the database; each process needs a connection of its own."""
        return Database(self.path, self.name)

    @property
    def command(self) -> str:
        """The command that makes the report."""
        return commands.report(str(self.name), str(self.directory))


Job = Tuple[Source, int]  # with the index of the experiment


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run the program.

    Args:
        arguments: the command line without the program; None: that of the process

    Returns:
        the exit code: 0, or 2 if the input cannot be used
    """
    parser = program.Parser(prog="aifabric report", description=__doc__)
    parser.add_argument("database", metavar="DB", type=Path, help="results database (SQLite)")
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, default=Path("report"),
        help="directory for report.html and figures/ [report]",
    )  # fmt: skip
    parser.add_argument(
        "--most", metavar="N", type=program.count, default=24,
        help="experiments that get figures; more are in the overview only [24]",
    )  # fmt: skip
    return program.run(parser, arguments, lambda o: f"{make_report(o.database, o.output, o.most)}\n")


def make_report(database_path: Path, directory: Path, most: int) -> Path:
    """Write the report, of the database as it is at this moment.

    Args:
        database_path: the database
        directory: where to write
        most: experiments that get figures

    Returns:
        the page

    Raises:
        InputError: the database or the directory cannot be used
    """
    with snapshot(database_path) as copy:
        source = Source(copy, database_path, directory)
        database = source.open()
        try:
            (directory / "figures").mkdir(parents=True, exist_ok=True)
            experiments = database.experiments()
            sections = run_jobs([(source, i) for i in range(min(len(experiments), most))])
            writer = page.Writer(directory, make_palette(database), source.command)
            studies = make_studies(database, writer, experiments, most)
            text = make_page(database, writer, experiments, sections, studies)
            path = directory / "report.html"
            path.write_text(text, encoding="utf-8")
            return path
        except sqlite3.Error as error:
            raise InputError(f"cannot read {database_path}: {error}") from error
        except OSError as error:
            raise InputError(f"cannot write to {directory}: {reason(error)}") from error


def run_jobs(jobs: List[Job]) -> List[page.Rendered]:
    """Make sections, on all cores if there are several."""
    workers = min(len(jobs), os.cpu_count() or 1)
    if workers < 2:
        return [make_section(job) for job in jobs]
    # ^C is for the first process, which ends the others.
    with multiprocessing.get_context("fork").Pool(workers, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        return pool.map_async(make_section, jobs, chunksize=1).get(1e9)


def make_section(job: Job) -> page.Rendered:
    """Make the section of one experiment; one whose values do not allow it says so."""
    source, index = job
    database = source.open()
    style.set_up()
    palette = make_palette(database)
    experiments = database.experiments()
    writer = page.Writer(source.directory, palette, source.command)
    try:
        return writer.section(SectionBuilder(database, experiments[index], experiments, palette).build())
    except (ArithmeticError, LookupError, TypeError, ValueError, sqlite3.Error) as error:
        return writer.failed(experiments[index], f"{type(error).__name__}: {reason(error)}")


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
    table = database.table("Runs not completed", queries.failures("", database.tells_ended))
    if table.rows:
        caption = "These runs failed, hit a limit or were interrupted; they are in no mean."
        shown = len(table.rows) <= MOST_FAILURES
        failures = writer.save(
            Chart("failures", "Runs not completed", caption, [table], open_tables=shown), "failures"
        )
    return writer.page(
        name=database.path.name, runs=runs, first=first, last=last,
        common=page.common_settings(experiments), experiments=experiments, overview=overview,
        failures=failures, sections=sections, studies=studies[0], all_studies=studies[1],
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
