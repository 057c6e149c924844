# SPDX-License-Identifier: GPL-2.0-only
"""Tests of what the report says about jobs with iterations."""

import re
import sys
import tempfile
import unittest
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "report"))

import queries  # noqa: E402
import style  # noqa: E402
import training_figures  # noqa: E402
from database import Database  # noqa: E402
from training import TrainingCharts  # noqa: E402

SCHEMA = """
CREATE TABLE job (run_id INTEGER, job INTEGER, workload TEXT, cct_ns REAL, bound_ns REAL, slowdown REAL,
  fct_p99_ns REAL, retransmitted_packets INTEGER, PRIMARY KEY (run_id, job));
CREATE TABLE iteration (run_id INTEGER, job INTEGER, iteration INTEGER, start_ns REAL, end_ns REAL, time_ns REAL,
  compute_ns REAL, exposed_ns REAL, idle_ns REAL, utilisation REAL, slowest_rank INTEGER, slowest_ns REAL, factor REAL);
CREATE TABLE task_span (run_id INTEGER, span_id INTEGER, job INTEGER, host INTEGER, start_ns REAL, end_ns REAL,
  kind TEXT, name TEXT, iteration INTEGER);
PRAGMA user_version = 8;
"""


class TrainingTest(unittest.TestCase):
    """Databases with iterations and spans that are made here."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.base = Path(directory.name)
        self.path = self.base / "x.sqlite"

    def fill(self, strategies=("ofan", "ecmp"), runs=2, iterations=3, hosts=4, factor=8, spans=True):
        """Iterations of 1000 ns times their number and run; each host computes, then its data are under way."""
        from test_report import empty_database, insert, insert_run

        with closing(empty_database(self.path)) as connection:
            connection.executescript(SCHEMA)
            number = 0
            for lb in strategies:
                for run in range(1, runs + 1):
                    number += 1
                    insert_run(connection, number, lb, "64KiB", run)
                    insert(connection, "job", run_id=number, job=0, workload="training:x=1", slowdown=1.5)
                    self.fill_run(connection, insert, number, run, iterations, hosts, factor, spans)
            connection.commit()

    @staticmethod
    def fill_run(connection, insert, number, run, iterations, hosts, factor, spans):
        """The rows of a run."""
        now, span = 0, 0
        for iteration in range(1, iterations + 1):
            time = 1000 * iteration * run
            insert(connection, "iteration", run_id=number, job=0, iteration=iteration, start_ns=now, end_ns=now + time,
                   time_ns=time, compute_ns=0.5 * time, exposed_ns=0.3 * time, idle_ns=0.2 * time, utilisation=0.25,
                   slowest_rank=1, slowest_ns=0.6 * time, factor=factor)  # fmt: skip
            for host in range(hosts if spans else 0):
                for kind, name, start, end in (("computing", "forward 0", 0, 0.2), ("computing", "backward 0", 0.2, 0.5),
                                               ("communicating", "dp gradients", 0.4, 0.8)):  # fmt: skip
                    insert(connection, "task_span", run_id=number, span_id=span, job=0, host=host, kind=kind, name=name,
                           start_ns=now + start * time, end_ns=now + end * time, iteration=iteration)  # fmt: skip
                    span += 1
            now += time

    def charts(self):
        """The charts of the only experiment."""
        database = Database(self.path)
        style.set_up()
        palette = style.Palette(["ofan", "ecmp"])
        return TrainingCharts(database, "", queries.time_scale(1000), ["ofan", "ecmp"], palette).list()

    def test_iterations(self):
        self.fill()
        chart, _ = self.charts()
        shares, table = chart.tables
        self.assertEqual([row[0] for row in shares.rows], ["ecmp", "ofan"])
        # Means over the runs, 1 and 2 us times the number of the iteration.
        self.assertEqual(shares.rows[0][1:6], (2, 6, 3.0, 1.0, 6.0))
        for value, expected in zip(shares.rows[0][6:], (50, 30, 20, 25, 8)):
            self.assertAlmostEqual(value, expected)
        self.assertEqual([row[1:] for row in table.rows if row[0] == "ofan"],
                         [(i, 2, 1.5 * i, 1.0 * i, 2.0 * i) for i in (1, 2, 3)])  # fmt: skip
        self.assertIn("8 times as large", chart.caption)
        line = chart.figure.axes[0].lines[0]
        self.assertEqual(list(line.get_ydata()), [1.5, 3.0, 4.5])
        widths = [patch.get_width() for patch in chart.figure.axes[1].patches]
        self.assertEqual([round(w) for w in widths], [50, 30, 20] * 2)

    def test_timeline(self):
        self.fill()
        _, chart = self.charts()
        self.assertEqual(len(chart.tables[0].rows), 2 * 3 * 4 * 3, "one run of each strategy")
        self.assertIn("4 of 4 hosts", chart.caption)
        axes = chart.figure.axes
        self.assertEqual([a.get_title(loc="left") for a in axes], ["ofan", "ecmp"])
        # A row of computing forward, one backward, one of messages for each host, in their colours.
        colours = [c.get_facecolor()[0] for c in axes[0].collections]
        self.assertEqual(len(colours), 4 * 3)
        self.assertEqual(len({tuple(c) for c in colours}), 3)
        self.assertEqual([t.get_text() for t in chart.figure.legends[0].get_texts()],
                         ["forward", "backward", "data, FSDP"])  # fmt: skip
        self.assertEqual([line.get_xdata()[0] for line in axes[0].lines], [0.8, 2.6, 5.4], "ends of what iterations did")

    def test_large_jobs_are_thinned(self):
        """Of four stages of a pipeline, which begin one after the other, each is there."""
        rows = [("ofan", host, iteration, "computing", "forward 0", host // 2 % 4 + 10 * iteration, 10 * iteration + 9)
                for host in range(96) for iteration in range(1, 11) for _ in range(50)]  # fmt: skip
        hosts, last = training_figures.choose(rows)
        self.assertEqual((len(hosts), last), (training_figures.MOST_HOSTS, 2))
        self.assertEqual(hosts, sorted(hosts))
        self.assertEqual([sum(host // 2 % 4 == stage for host in hosts) for stage in range(4)], [8] * 4)
        hosts, last = training_figures.choose([row for row in rows for _ in range(20)])
        self.assertEqual((len(hosts), last), (4, 1))
        self.assertEqual({host // 2 % 4 for host in hosts}, {0, 1, 2, 3})

    def test_without_spans(self):
        self.fill(spans=False)
        _, chart = self.charts()
        self.assertIn("--record=flows", chart.caption)

    def test_nothing_without_iterations(self):
        from test_report import empty_database, insert_run

        with closing(empty_database(self.path)) as connection:
            insert_run(connection, 1, "ofan", "64KiB", 1)
            connection.commit()
            self.assertEqual(self.charts(), [])
            connection.executescript(SCHEMA)
            self.assertEqual(self.charts(), [])

    def test_page(self):
        from test_report import run_report

        self.fill(factor=1)
        result = run_report(self.path, "-o", self.base / "out")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        page = (self.base / "out" / "report.html").read_text(encoding="utf-8")
        self.assertIn('<figure id="e1-job0-iterations">', page)
        self.assertIn('<figure id="e1-job0-timeline">', page)
        self.assertIn("Job 0, training:x=1: timeline", page)
        self.assertNotIn("times as large", page)
        drawing = re.search(r'<figure id="e1-job0-timeline">.*?</figure>', page, re.DOTALL).group()
        self.assertIn("var(--work-backward)", drawing)
        for name in ("iterations", "timeline"):
            self.assertTrue((self.base / "out" / "figures" / f"e1-job0-{name}.csv").exists(), name)
