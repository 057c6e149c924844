# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the report: python3 test/test_report.py"""

import csv
import html
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parent / "report" / "fabric_report.py"
sys.path.insert(0, str(PROGRAM.parent))

import commands  # noqa: E402
import database  # noqa: E402
import parameters  # noqa: E402
import student  # noqa: E402
import style  # noqa: E402
from database import Database, parse_bytes  # noqa: E402
from fabric_report import make_palette  # noqa: E402
from figures import number, with_error  # noqa: E402
from studies import StudyBuilder  # noqa: E402

sys.path.insert(0, str(HERE))
from report_hostile import HostileTest  # noqa: E402, F401
from report_motion import MotionTest  # noqa: E402, F401
from report_critical_path import CriticalPathTest  # noqa: E402, F401
from report_training import TrainingTest  # noqa: E402, F401

# Mean CCT in microseconds; "ofan" wins and does not queue, "spray" queues as the square root.
STRATEGIES = {"ofan": 10.0, "spray": 12.0, "ecmp": 30.0}
SIZES = {"64KiB": 1, "256KiB": 4, "1MiB": 16}
FIGURES = [
    "completion", "fct", "growth", "queues", "links", "reordering", "timeline", "collectives", "speed",
]  # fmt: skip


def insert(connection, table, **values):
    """Insert one row."""
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def insert_run(connection, run_id, lb, size, run, status="ok", **more):
    """Insert a run with all that can be recorded."""
    factor = SIZES[size]
    cct = 1000 * STRATEGIES.get(lb, 20.0) * factor * (1 + 0.01 * run)
    queue = {"ofan": 12000, "spray": 10000 * factor**0.5, "ecmp": 20000 * factor}.get(lb, 1000)
    values = dict(
        label="", started="2026-01-01T00:00:00Z", status=status, module_version="0.1.0",
        ns3_version="3.47", fabric="fat-tree:k=4", hosts=16, rate_bps=400 * 10**9, switch="generic", lb=lb,
        cc="fixed-rate", recovery="sack", workload=f"permutation:bytes={size}", fault="", seed=1, run=run,
        parameters=json.dumps({"lb": lb, "delay": "500ns", "attributes": {"workload": {"bytes": size}}}),
        cct_ns=cct if status == "ok" else None, bound_ns=9500.0 * factor, flows=4, fct_p50_ns=cct * 0.8,
        fct_p99_ns=cct, fct_max_ns=cct, max_fabric_queue_bytes=int(queue), max_host_queue_bytes=5000,
        drops=0, trims=0, ecn_marks=0, cnps=0, pfc_pauses=0, retransmitted_packets=0,
        max_reorder_packets=3 * run, max_reorder_buffer_packets=2, sim_ns=cct, setup_cpu_s=0.1, wall_s=1.0,
        cpu_s=0.5, peak_rss_bytes=2 * 10**7, packet_hops=10**6, events=2 * 10**6,
    )  # fmt: skip
    insert(connection, "run", run_id=run_id, **{**values, **more})
    if status != "ok":
        return
    for flow in range(4):
        insert(connection, "flow", run_id=run_id, flow_id=flow, src=flow, dst=(flow + 1) % 4, bytes=65536,
               start_ns=0, end_ns=cct - 100 * flow, fct_ns=cct - 100 * flow, packets_sent=16,
               retransmitted_packets=0)  # fmt: skip
    links = [("host0:0->edge0", "host", "up"), ("edge0:0->host0", "edge", "down"),
             ("edge0:1->agg0", "edge", "up"), ("edge0:2->agg1", "edge", "up"),
             ("agg0:0->edge0", "agg", "down"), ("agg1:0->edge0", "agg", "down"),
             ("agg0:1->core0", "agg", "up"), ("core0:0->agg0", "core", "down")]  # fmt: skip
    for port, (name, tier, direction) in enumerate(links):
        insert(connection, "port", run_id=run_id, node=port, port=0, name=name, tier=tier,
               direction=direction, frames=10, bytes=1000 * (port + 1), max_backlog_bytes=0, drops=0,
               pauses_sent=0, pauses_received=0, paused_ns=0)  # fmt: skip
    for group in range(2):
        insert(connection, "collective", run_id=run_id, collective_id=group, name=f"iteration {group}",
               start_ns=group * cct / 2, end_ns=(group + 1) * cct / 2, bytes=1000)  # fmt: skip
    insert(connection, "series", run_id=run_id, series_id=0, name="backlog", subject="edge0:1->agg0", unit="B")
    for sample in range(10):
        insert(connection, "time_series", run_id=run_id, series_id=0, sample_id=sample,
               time_ns=sample * cct / 10, value=100.0 * sample)  # fmt: skip
    insert(connection, "event", run_id=run_id, event_id=0, time_ns=cct / 2, kind="link-down",
           subject="edge0:1->agg0", detail="")  # fmt: skip


def empty_database(path):
    """Make a database with the schema only."""
    connection = sqlite3.connect(path)
    connection.executescript((HERE / "report-schema.sql").read_text(encoding="utf-8"))
    return connection


def make_database(path):
    """Make a database with three experiments, one repeated run and one that failed."""
    connection = empty_database(path)
    run_id = 0
    for size in SIZES:
        for lb in STRATEGIES:
            for run in range(1, 5):
                run_id += 1
                insert_run(connection, run_id, lb, size, run)
    insert_run(connection, run_id + 1, "ofan", "64KiB", 1)
    insert_run(connection, run_id + 2, "ecmp", "64KiB", 9, status="failed", error="<queue pair 3> failed")
    connection.commit()
    connection.close()


def run_report(*arguments):
    """Run the program."""
    return subprocess.run([sys.executable, str(PROGRAM), *map(str, arguments)], capture_output=True, text=True)


class PageTest(unittest.TestCase):
    """The page of a database that has everything."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        base = Path(cls.directory.name)
        cls.database, cls.output = base / "a b's.sqlite", base / "out"
        make_database(cls.database)
        cls.before = cls.database.read_bytes()
        cls.result = run_report(cls.database, "-o", cls.output)
        cls.page = (cls.output / "report.html").read_text(encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def test_succeeds(self):
        self.assertEqual((self.result.returncode, self.result.stderr), (0, ""))
        self.assertEqual(self.result.stdout.strip(), str(self.output / "report.html"))

    def test_database_is_left_alone(self):
        self.assertEqual(self.database.read_bytes(), self.before)
        self.assertEqual(sorted(p.name for p in self.database.parent.iterdir()), [self.database.name, "out"])

    def test_all_figures(self):
        for key in ("e1", "e2", "e3"):
            for name in FIGURES:
                if name == "growth" and key != "e1":
                    continue
                for extension in ("svg", "pdf", "csv"):
                    path = self.output / "figures" / f"{key}-{name}.{extension}"
                    self.assertGreater(path.stat().st_size, 20, path)
                self.assertRegex(self.page, f'<figure id="{key}-{name}">.*?\n<svg')
        for link in re.findall(r'href="(figures/[^"]*)"', self.page):
            self.assertTrue((self.output / link).is_file(), link)

    def test_numbers_equal_queries(self):
        pattern = re.compile(
            r'<details class="data".*?<table>(.*?)</table>.*?<details class="query">.*?<code>(.*?)</code>', re.DOTALL
        )
        connection = sqlite3.connect(self.database)
        found = pattern.findall(self.page)
        self.assertGreater(len(found), 40)
        for table, query in found:
            rows = connection.execute(html.unescape(query)).fetchall()
            shown = [
                [html.unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall("<td.*?>(.*?)</td>", row)]
                for row in re.findall("<tr.*?>(.*?)</tr>", table)[1:]
            ]
            self.assertEqual(shown, [[number(value) for value in row] for row in rows[:50]])

    def test_csv_equals_query(self):
        with (self.output / "figures" / "e1-completion.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        self.assertEqual(header[:4], ["strategy", "runs", "CCT (µs)", "95 % ± (µs)"])
        ccts = [10 * (1 + 0.01 * run) for run in range(1, 5)]
        self.assertEqual(rows[0][:2], ["ofan", "4"])  # the repeated run counts once
        self.assertAlmostEqual(float(rows[0][2]), statistics.mean(ccts))
        self.assertAlmostEqual(float(rows[0][3]), 3.182446 * statistics.stdev(ccts) / 2, places=6)

    def test_exponents(self):
        with (self.output / "figures" / "e1-growth-2.csv").open(encoding="utf-8", newline="") as file:
            rows = {row["strategy"]: float(row["exponent"]) for row in csv.DictReader(file)}
        for name, exponent in (("ofan", 0), ("spray", 0.5), ("ecmp", 1)):
            self.assertAlmostEqual(rows[name], exponent, places=4)

    def test_verdict(self):
        self.assertIn("ofan wins: 1.079 times the ideal bound. The next, spray, takes 20.0 % longer", self.page)

    def test_failed_run_is_listed(self):
        self.assertIn("&lt;queue pair 3&gt; failed", self.page)

    def test_self_contained(self):
        self.assertNotRegex(self.page, r"https?:|//[a-z]|@import|<link(?! rel=\"icon\" href=\"data:,\")")
        self.assertNotRegex(self.page, r'\b(src|srcset|data)="')
        self.assertEqual(re.findall(r"url\((?!#)[^)]*", self.page), [])
        ids = re.findall(r'\bid="([^"]*)"', self.page)
        self.assertEqual(len(ids), len(set(ids)))
        for target in re.findall(r'href="#([^"]*)"', self.page) + re.findall(r"url\(#([^)]*)\)", self.page):
            self.assertIn(target, ids)

    def test_most(self):
        """Experiments without a section have their best strategy, too."""
        other = Path(self.directory.name) / "most"
        run_report(self.database, "-o", other, "--most=1")
        page = (other / "report.html").read_text(encoding="utf-8")
        self.assertEqual((page.count('<section class="experiment"'), page.count('class="value best"')), (1, 3))
        shutil.rmtree(other)

    def test_deterministic(self):
        other = Path(self.directory.name) / "out"
        run_report(self.database, "-o", other)
        self.assertEqual((other / "report.html").read_text(encoding="utf-8"), self.page)


class PackagesTest(unittest.TestCase):
    """What the report needs of Python."""

    def test_missing_package_is_named(self):
        for name in ("jinja2", "matplotlib"):
            with tempfile.TemporaryDirectory() as directory:
                hidden = f"raise ModuleNotFoundError('no module', name='{name}')\n"
                (Path(directory) / f"{name}.py").write_text(hidden, encoding="utf-8")
                result = subprocess.run(
                    [sys.executable, str(PROGRAM), "some.sqlite"], capture_output=True, text=True,
                    env={**os.environ, "PYTHONPATH": directory},
                )  # fmt: skip
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertRegex(result.stderr, f"^aifabric report: Python lacks {name}; .*python3-{name}.*\n$")


class InputTest(unittest.TestCase):
    """Input that cannot be used: one line, exit code 2."""

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.base = Path(self.directory.name)

    def tearDown(self):
        self.directory.cleanup()

    def refuse(self, reason, database, output="out"):
        """Expect a refusal."""
        result = run_report(self.base / database, "-o", self.base / output)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertRegex(result.stderr, r"\Aaifabric report: [^\n]*" + reason + r"[^\n]*\n\Z")

    def test_missing_file(self):
        self.refuse("no such file", "none.sqlite")

    def test_directory(self):
        self.refuse("it is a directory", ".")

    def test_no_database(self):
        (self.base / "text").write_text("no database " * 100)
        self.refuse("not a database", "text")

    def test_empty_file(self):
        (self.base / "empty").touch()
        self.refuse("has no tables", "empty")

    def test_foreign_database(self):
        connection = sqlite3.connect(self.base / "foreign")
        connection.execute("CREATE TABLE run (x)")
        connection.commit()
        self.refuse("another program", "foreign")

    def test_newer_version(self):
        connection = empty_database(self.base / "newer")
        connection.execute("PRAGMA user_version = 99")
        connection.commit()
        self.refuse("schema version 99", "newer")

    def test_no_runs(self):
        empty_database(self.base / "fresh").close()
        self.refuse("no runs yet", "fresh")

    def test_output_is_a_file(self):
        make_database(self.base / "good")
        (self.base / "file").touch()
        self.refuse("cannot write", "good", "file")


class SmallDatabaseTest(unittest.TestCase):
    """Databases that hold little."""

    def page(self, fill):
        """The page of a database."""
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "x.sqlite"
            connection = empty_database(path)
            fill(connection)
            connection.commit()
            connection.close()
            result = run_report(path, "-o", Path(directory) / "out")
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            return (Path(directory) / "out" / "report.html").read_text(encoding="utf-8")

    def test_single_runs_of_summary_only(self):
        def fill(connection):
            for index, lb in enumerate(STRATEGIES):
                insert_run(connection, index, lb, "64KiB", 1)
            for table in ("flow", "port", "collective", "series", "time_series", "event"):
                connection.execute(f"DELETE FROM {table}")

        page = self.page(fill)
        self.assertIn("One run each does not say how sure", page)
        self.assertIn("Record them with --record=flows", page)
        self.assertIn("Record them with --record=all", page)

    def test_only_failures(self):
        page = self.page(lambda c: insert_run(c, 1, "ofan", "64KiB", 1, status="failed", error="out of memory"))
        self.assertIn("No run of this experiment was completed", page)
        self.assertIn("out of memory", page)

    def test_unfinished_strategy_does_not_win(self):
        def fill(connection):
            for run in range(1, 5):
                insert_run(connection, run, "spray", "64KiB", run)
                insert_run(connection, 10 + run, "ofan", "64KiB", run, status="ok" if run > 1 else "stopped")

        self.assertIn("spray is ahead", self.page(fill))

    def test_jobs(self):
        def fill(connection):
            add_jobs(connection)
            for run in range(1, 3):
                insert_run(connection, run, "ofan", "64KiB", run)
                for job in range(2):
                    insert(connection, "job", run_id=run, job=job, workload=f"part-{job}", cct_ns=1000 * run,
                           bound_ns=500, slowdown=2 * run + job, fct_p99_ns=900, retransmitted_packets=7)  # fmt: skip

        page = self.page(fill)
        self.assertIn('<figure id="e1-jobs">', page)
        self.assertRegex(page, r"part-1</td><td class=n>2</td><td class=n>4.000</td><td class=n>5.000</td>")

    def test_single_jobs_have_no_table(self):
        def fill(connection):
            add_jobs(connection)
            insert_run(connection, 1, "ofan", "64KiB", 1)
            insert(connection, "job", run_id=1, job=0, workload="alone", slowdown=2)

        self.assertNotIn("e1-jobs", self.page(fill))

    def test_unknown_values(self):
        def fill(connection):
            for run in range(1, 3):
                insert_run(connection, run, "ofan", "64KiB", run, bound_ns=None, hosts=None, parameters="{}")
                insert_run(connection, 5 + run, "my-own:a=1", "64KiB", run, bound_ns=None, parameters="{}")

        page = self.page(fill)
        self.assertIn("my-own:a=1", page)
        self.assertNotIn("nan", page)


def modernise(connection):
    """Bring the columns of schema version 3 that the report reads."""
    connection.execute("ALTER TABLE run ADD COLUMN flows_ended INTEGER")
    connection.execute("ALTER TABLE run ADD COLUMN experiment TEXT")
    connection.execute("PRAGMA user_version = 3")


def add_jobs(connection):
    """Bring the table of jobs of schema version 4, as far as the report reads it."""
    connection.execute(
        "CREATE TABLE job (run_id INTEGER, job INTEGER, workload TEXT, cct_ns REAL, bound_ns REAL, slowdown REAL, "
        "fct_p99_ns REAL, retransmitted_packets INTEGER, PRIMARY KEY (run_id, job))"
    )
    connection.execute("PRAGMA user_version = 4")


def identity(**options):
    """What the program writes into the column experiment."""
    values = dict(fabric="fat-tree:k=4", workload="permutation:bytes=64KiB", rate="400Gbps", delay="500ns", **options)
    return json.dumps(dict(sorted(values.items())), separators=(",", ":"))


class IdentityTest(unittest.TestCase):
    """What is one experiment."""

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "x.sqlite"
        self.output = Path(self.directory.name) / "out"
        self.connection = empty_database(self.path)
        modernise(self.connection)

    def tearDown(self):
        self.directory.cleanup()

    def add(self, run_id, run, experiment, **more):
        """Insert a run whose faults and headroom were drawn."""
        parameters = json.dumps({"delay": "500ns", "feasible-rate": 1 / (1 + run), "engine": "native",
                                 "attributes": {"nic": {"feasible-rate": str(run)}}})  # fmt: skip
        fault = "link:fraction=0.02,select=random"
        insert_run(self.connection, run_id, "ofan", "64KiB", run, fault=fault, parameters=parameters,
                   experiment=experiment, label=f"run {run}", **more)  # fmt: skip

    def experiments(self):
        """The experiments that the report finds."""
        self.connection.commit()
        return Database(self.path).experiments()

    def test_random_faults_are_one_experiment(self):
        for run in (1, 2, 3):
            self.add(run, run, identity(fault="link:fraction=0.02,select=random"))
        self.assertEqual([e.run_ids for e in self.experiments()], [[1, 2, 3]])
        result = run_report(self.path, "-o", self.output)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("3 runs of 1 experiment,", (self.output / "report.html").read_text(encoding="utf-8"))
        with (self.output / "figures" / "e1-strategies.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        self.assertEqual((row["completed runs"], row["not completed"]), ("3", "0"))

    def test_whatever_the_identity_has_tells_apart(self):
        for run_id, more in enumerate(({}, {"spread": "1us"}, {"an-option-to-come": "7"}, {}), 1):
            self.add(run_id, run_id, identity(**more))
        experiments = self.experiments()
        self.assertEqual([e.run_ids for e in experiments], [[1, 4], [2], [3]])
        self.assertIn("an-option-to-come 7", experiments[2].title)
        for experiment in experiments:
            self.assertIn("json_extract(experiment", experiment.condition)

    def test_failed_runs_are_of_their_experiment(self):
        self.add(1, 1, identity())
        self.add(2, 2, identity(), status="failed", rate_bps=None, hosts=None, error="out of memory", flows_ended=1)
        self.assertEqual([e.run_ids for e in self.experiments()], [[1, 2]])

    def test_means_are_over_completed_runs(self):
        self.add(1, 1, identity(), drops=3)
        self.add(2, 2, identity(), status="stopped", drops=10**6, max_fabric_queue_bytes=10**9, fct_p99_ns=1.0,
                 flows=128, flows_ended=8)  # fmt: skip
        self.connection.commit()
        result = run_report(self.path, "-o", self.output)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        with (self.output / "figures" / "e1-strategies.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        self.assertEqual((row["completed runs"], row["not completed"]), ("1", "1"))
        self.assertEqual(row["drops per run (frames)"], "3.0")
        self.assertAlmostEqual(float(row["p99 FCT (µs)"]), 10.1)
        self.assertEqual(row["largest fabric queue (kB)"], "12.0")
        with (self.output / "figures" / "failures.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        self.assertEqual((row["flows ended"], row["of"]), ("8", "128"))


class RobustnessTest(unittest.TestCase):
    """No database makes a traceback, and no figure gives up on values that ai-fabric stores."""

    ALL = ("hosts", "rate_bps", "cct_ns", "bound_ns", "flows", "fct_p50_ns", "fct_p99_ns", "fct_max_ns",
           "max_fabric_queue_bytes", "max_host_queue_bytes", "drops", "trims", "ecn_marks", "cnps", "pfc_pauses",
           "retransmitted_packets", "max_reorder_packets", "max_reorder_buffer_packets", "sim_ns", "setup_cpu_s",
           "wall_s", "cpu_s", "peak_rss_bytes", "packet_hops", "events")  # fmt: skip

    def check(self, fill, versions=(True,)):
        """Make a report of a database of the version before, or of this one: every figure is drawn or says why not."""
        for modern in versions:
            with self.subTest(modern=modern), tempfile.TemporaryDirectory() as directory:
                path = Path(directory) / "x.sqlite"
                connection = empty_database(path)
                if modern:
                    modernise(connection)
                fill(connection)
                connection.commit()
                connection.close()
                result = run_report(path, "-o", Path(directory) / "out")
                self.assertNotIn("Traceback", result.stderr)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                page = (Path(directory) / "out" / "report.html").read_text(encoding="utf-8")
                self.assertEqual(re.findall(r"Could not be drawn[^<]*", page), [])
        return page

    def fill_all(self, connection, **more):
        """Runs of two strategies with values of our own."""
        for first, lb in ((0, "ofan"), (2, "ecmp")):
            for run in (1, 2):
                insert_run(connection, first + run, lb, "64KiB", run)
        if more:
            sets = ", ".join(f"{k} = ?" for k in more)
            connection.execute(f"UPDATE run SET {sets}", tuple(more.values()))

    def test_nulls_everywhere(self):
        self.check(lambda c: self.fill_all(c, **{name: None for name in self.ALL}), (False, True))

    def test_tiers_and_rates_of_any_fabric(self):
        """Tiers stand in the order of the links, whatever they are called, and rates are those of the ports."""
        names = {"edge": "rack", "agg": "zone2x", "core": "apex"}

        def fill(connection, rates=True):
            insert_run(connection, 1, "ofan", "64KiB", 1, fabric="zoo:core-rate=100Gbps")
            for name, tier, direction in connection.execute("SELECT name, tier, direction FROM port").fetchall():
                own = name
                for old, new in names.items():
                    own = own.replace(old, new)
                connection.execute(
                    "UPDATE port SET name = ?, tier = ? WHERE name = ?", (own, names.get(tier, tier), name)
                )
            if rates:
                connection.execute("ALTER TABLE port ADD COLUMN rate_bps INTEGER")
                connection.execute("UPDATE port SET rate_bps = 4e11")
                connection.execute("UPDATE port SET rate_bps = 1e11 WHERE name LIKE '%apex%'")

        page = self.check(fill)
        start = page.index("Balance, all runs")
        table = re.sub("<[^>]*>", " ", page[start : page.index("</table>", start)])
        rows = re.findall(r"(host|rack|zone2x|apex)\s+(up|down)\s+\d+\s+\d+\s+([0-9.]+)", table)
        self.assertEqual([row[0] for row in rows], ["host", "rack", "rack", "zone2x", "zone2x", "apex"])
        # 8,200 and 7,200 bytes in equal times: four times as much of links of a quarter of the rate.
        self.assertAlmostEqual(float(rows[5][2]) / float(rows[0][2]), 4 * 8200 / 1200, delta=0.05)
        self.assertNotIn("cannot be drawn", page)
        self.assertIn("which a database of before version 5 lacks", self.check(lambda c: fill(c, False)))

    def test_zeros_everywhere(self):
        self.check(lambda c: self.fill_all(c, **{name: 0 for name in self.ALL}))

    def test_a_single_run(self):
        self.check(lambda c: insert_run(c, 1, "ofan", "64KiB", 1))

    def test_a_single_run_without_bound(self):
        self.check(lambda c: insert_run(c, 1, "ofan", "64KiB", 1, bound_ns=None))

    def test_bounds_of_some(self):
        def fill(connection):
            for run_id, bound in ((1, None), (2, 9500.0), (3, 0.0)):
                insert_run(connection, run_id, "ofan", "64KiB", run_id, bound_ns=bound)
                insert_run(connection, 3 + run_id, "ecmp", "64KiB", run_id, bound_ns=None)

        self.check(fill)

    def test_flows_that_never_ended(self):
        def fill(connection):
            for run_id in (1, 2):
                insert_run(connection, run_id, "ofan", "64KiB", run_id)
            connection.execute("UPDATE flow SET end_ns = NULL, fct_ns = NULL")
            connection.execute("UPDATE collective SET end_ns = NULL")
            connection.execute("UPDATE time_series SET value = NULL")

        self.check(fill)

    def test_parameters_that_are_no_json(self):
        def fill(connection):
            for run_id, text in enumerate(("", "[]", "{", "3", "null", '{"delay": null}'), 1):
                insert_run(connection, run_id, "ofan", "64KiB", run_id, parameters=text)

        self.check(fill, (False, True))

    def test_texts_for_numbers(self):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "x.sqlite"
            connection = empty_database(path)
            self.fill_all(connection, cct_ns="long", drops="many", max_fabric_queue_bytes="wide")
            connection.commit()
            connection.close()
            result = run_report(path, "-o", Path(directory) / "out")
            self.assertNotIn("Traceback", result.stderr)
            self.assertIn(result.returncode, (0, 2))


class StudyTest(unittest.TestCase):
    """Figures over the numbers that vary."""

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "x.sqlite"
        self.connection = empty_database(self.path)
        self.next = 0
        style.set_up()

    def tearDown(self):
        self.directory.cleanup()

    def add(self, lb, run, ideal=1.0, **more):
        """Insert a run without details, with a slowdown."""
        self.next += 1
        values = {"cct_ns": 1000.0 * ideal, "bound_ns": 1000.0, **more}
        insert_run(self.connection, self.next, lb, "64KiB", run, **values)
        for table in ("flow", "port", "collective", "series", "time_series", "event"):
            self.connection.execute(f"DELETE FROM {table}")

    def studies(self):
        """Names of the studies, with the captions of their figures, and their tables by file."""
        self.connection.commit()
        found = Database(self.path)
        builder = StudyBuilder(found, found.experiments(), make_palette(found))
        charts = [builder.chart(study) for study in builder.find()]
        for chart in charts:
            self.assertNotIn("Could not be drawn", chart.caption)
            for table in chart.tables:
                self.assertEqual(self.connection.execute(table.sql).fetchall(), table.rows)
        return {chart.name: chart for chart in charts}

    def test_lines(self):
        """A line for each strategy over the size, with means and intervals."""
        slow = {(lb, size, run): i + size / 64 + 0.1 * run**2
                for i, lb in enumerate(("ofan", "ecmp"), 1) for size in (64, 1024) for run in (1, 2, 3)}  # fmt: skip
        for (lb, size, run), ideal in slow.items():
            self.add(lb, run, ideal, workload=f"permutation:bytes={size}KiB")
        (chart,) = self.studies().values()
        self.assertEqual((chart.name, chart.title), ("workload-bytes", "Over workload bytes"))
        table = chart.tables[0]
        self.assertEqual(table.columns[:6], ("strategy", "workload bytes (KiB)", "completed runs", "not completed",
                                             "slowdown", "95 % ±"))  # fmt: skip
        self.assertEqual([row[:2] for row in table.rows],
                         [(lb, size) for lb in ("ecmp", "ofan") for size in (64.0, 1024.0)])  # fmt: skip
        for row in table.rows:
            sample = [slow[row[0], row[1], run] for run in (1, 2, 3)]
            self.assertAlmostEqual(row[4], statistics.mean(sample))
            self.assertAlmostEqual(row[5], 4.302653 * statistics.stdev(sample) / 3**0.5, places=5)
        panel = chart.figure.axes[0]
        self.assertEqual((panel.get_xscale(), panel.get_xlabel()), ("log", "workload bytes, log axis"))
        self.assertEqual([t.get_text() for t in panel.get_xticklabels()], ["64 KiB", "1 MiB"])
        self.assertEqual([t.get_text() for t in chart.figure.legends[0].get_texts()], ["ecmp", "ofan"])

    def test_grid(self):
        """Two numbers make maps; the best is the least mean of those that completed every run."""
        for size in (64, 128, 256):
            for buffer in (100, 200):
                for lb in ("ofan", "ecmp"):
                    wins = (lb == "ofan") == (size > 64)
                    lost = lb == "ecmp" and (size, buffer) == (64, 200)
                    for run in (1, 2):
                        self.add(lb, run, (1 if wins else 1.5) + 0.001 * run, status="stopped" if lost and run > 1 else "ok",
                                 workload=f"permutation:bytes={size}KiB",
                                 switch=f"generic:buffer-per-port={buffer}kB")  # fmt: skip
        charts = self.studies()
        self.assertEqual(list(charts), ["workload-bytes-by-switch-buffer-per-port", "workload-bytes",
                                        "switch-buffer-per-port"])  # fmt: skip
        means, best = next(iter(charts.values())).tables
        self.assertEqual(len(means.rows), 12)
        self.assertEqual({row[1:3]: row[0] for row in best.rows},
                         {(x, y): "ecmp" if (x, y) == (64, 100) else "ofan" for x in (64, 128, 256)
                          for y in (100, 200)})  # fmt: skip
        row = next(row for row in best.rows if row[1:3] == (128, 100))
        self.assertEqual((row[3], row[5]), ("ecmp", "yes"))
        self.assertAlmostEqual(row[4], 100 * (1.5015 / 1.0015 - 1))
        figure = charts["workload-bytes-by-switch-buffer-per-port"].figure
        self.assertEqual([a.get_title(loc="left") for a in figure.axes[:3]], ["ecmp", "ofan", "best, by %"])
        self.assertIn("Not completed, and in no mean: 1 run.", charts["workload-bytes"].caption)

    def test_what_is_a_study(self):
        """Parameters anywhere, with any unit; what varies together is one axis; what differs else is apart."""
        cases = {
            "rate": [{"experiment": json.dumps({"rate": r})} for r in ("100Gbps", "0.4Tbps")],
            "fabric-k": [{"fabric": f"fat-tree:k={k}"} for k in (4, 8)],
            "fault-fraction": [{"fault": f"link:fraction={f},time=0us"} for f in (0, 0.01, 0.1)],
            "strategy-timeout": [{"lb": f"letflow:timeout={t}"} for t in ("900ns", "1us", "2ms")],
            "workload--2--fan-in": [{"workload": f"pair+incast:fan-in={n}"} for n in (2, 3)],
            "switch-kmin": [{"switch": f"a:kmin={n}KB,kmax={2 * n}KB"} for n in (1, 2, 4)],
            "burst": [{"experiment": json.dumps({"burst": b})} for b in ("1", "2")],
            "": [{"workload": f"permutation:bytes={a}KiB", "fabric": f"fat-tree:k={b}"} for a, b in ((4, 4), (8, 8))],
        }  # fmt: skip
        cases[" "] = [{"workload": w} for w in ("pair:bytes=1KiB", "shift:bytes=2KiB", "pair:bytes=some")]
        modernise(self.connection)
        for name, variants in cases.items():
            self.connection.execute("DELETE FROM run")
            for more in variants:
                for run in (1, 2):
                    self.add(more.get("lb", "ofan"), run, 1 + 0.1 * run, **{k: v for k, v in more.items() if k != "lb"})
            charts = self.studies()
            self.assertEqual(list(charts), [name] if name.strip() else [])
            if name == "switch-kmin":
                self.assertIn("Switch kmin varies with switch kmax.", charts[name].caption)
            if name == "strategy-timeout":
                table = charts[name].tables[0]
                self.assertEqual((table.columns[:2], [r[:2] for r in table.rows]), (
                    ("line", "strategy timeout (ns)"), [("letflow", 900.0), ("letflow", 1000.0), ("letflow", 2e6)]))  # fmt: skip

    def test_defaults_have_a_place(self):
        """What a run leaves at its default stands at the default on the axis, if the run tells it."""
        modernise(self.connection)
        told = {"workload": {"permutation": {"bytes": "1MiB", "offset": "0"}}, "lb": {"letflow": {"timeout": "500us"}}}
        cases = {
            "workload-bytes": [(w, {}) for w in ("permutation", "permutation:bytes=64KiB", "permutation:bytes=2MiB")],
            "jitter": [("shift", {"jitter": j}) for j in (None, "10ns", "1us")],
            "strategy-timeout": [("shift", {"lb": lb}) for lb in ("letflow", "letflow:timeout=50us")],
        }  # fmt: skip
        values = {"workload-bytes": [64, 1024, 2048], "jitter": [0, 10, 1000], "strategy-timeout": [50, 500]}
        for name, variants in cases.items():
            for defaults in (told, {}):
                self.connection.execute("DELETE FROM run")
                for workload, more in variants:
                    stored = {"jitter": more.get("jitter") or "0s", "attributes": {}, "defaults": defaults}
                    options = {"jitter": more["jitter"]} if more.get("jitter") else {}
                    self.add(more.get("lb", "ofan"), 1, 1.5, workload=workload, parameters=json.dumps(stored),
                             experiment=json.dumps({"workload": workload, **options}))  # fmt: skip
                charts = self.studies()
                expected = values[name] if defaults or name == "jitter" else values[name][::2] if len(values[name]) > 2 else []
                self.assertEqual([row[1] for row in charts[name].tables[0].rows] if expected else list(charts), expected)

    def test_defaults_of_two_versions_have_none(self):
        """One text cannot stand for two numbers."""
        modernise(self.connection)
        for default, lb in (("1MiB", "ofan"), ("2MiB", "ecmp")):
            for workload in ("permutation", "permutation:bytes=4KiB", "permutation:bytes=8KiB"):
                stored = {"defaults": {"workload": {"permutation": {"bytes": default}}}}
                self.add(lb, 1, 1.5, workload=workload, parameters=json.dumps(stored))
        self.assertEqual([row[1] for row in self.studies()["workload-bytes"].tables[0].rows], [4, 8, 4, 8])

    def test_settings_of_one_strategy_are_lines(self):
        for cc in ("dcqcn", "window"):
            for rate in (1, 2):
                self.add("ofan", 1, 1.1, cc=cc, rate_bps=rate * 10**11)
        chart = self.studies()["rate"]
        self.assertEqual([t.get_text() for t in chart.figure.legends[0].get_texts()], ["cc dcqcn", "cc window"])
        self.assertEqual(chart.figure.axes[0].get_xlabel(), "rate (Gb/s)")

    def test_odd_values(self):
        """Failures, nothing, texts and infinity for numbers, single runs, and numbers of any size."""
        odd = [{"status": "failed", "error": "why"}, {"cct_ns": None}, {"bound_ns": 0.0}, {"cct_ns": 9e999},
               {"cct_ns": "long"}, {"max_fabric_queue_bytes": "wide"}, {"cct_ns": -1.0}, {"cct_ns": 0.0},
               {"bound_ns": None}, {"drops": None}, {"max_fabric_queue_bytes": 0}, {}]  # fmt: skip
        for size in ("0", "1", "64KiB", "1e12", "-3", "nan", "1e400", ""):
            for buffer in ("1kB", "2MB", "auto"):
                for i, more in enumerate(odd):
                    self.add("ofan" if i % 2 else "a'b\"<:x=%s", i + 1,
                             **{"workload": f"permutation:bytes={size}", "switch": f"generic:b={buffer}", **more})  # fmt: skip
        self.assertGreaterEqual(len(self.studies()), 3)
        for only in odd:
            self.connection.execute("DELETE FROM run")
            for size in (1, 2):
                for buffer in (1, 2):
                    self.add("ofan", 1, **{"workload": f"permutation:bytes={size}", "switch": f"generic:b={buffer}", **only})
            self.assertEqual(len(self.studies()), 3)

    def test_page(self):
        """The page has the figures with their files, even if nothing can be drawn."""
        for status in ("ok", "failed"):
            for size in ("64KiB", "1MiB"):
                self.add("ofan", 1, workload=f"permutation:bytes={size}", status=status, parameters="{")
            self.connection.commit()
            output = Path(self.directory.name) / status
            result = run_report(self.path, "-o", output)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            page = (output / "report.html").read_text(encoding="utf-8")
            self.assertIn('id="study1-workload-bytes"', page)
            for extension in ("csv", "svg", "pdf") if status == "ok" else ("csv",):
                self.assertTrue((output / "figures" / f"study1-workload-bytes.{extension}").is_file())
            self.connection.execute("DELETE FROM run")


class PartsTest(unittest.TestCase):
    """Functions by themselves."""

    def test_student(self):
        for degrees, confidence, t in ((1, 0.95, 12.7062), (4, 0.95, 2.776445), (30, 0.99, 2.749996)):
            self.assertAlmostEqual(student.quantile(degrees, confidence), t, places=4)

    def test_intervals_are_short(self):
        for mean, error, text in (
            (804.144, 0.00001, "804.14 ± <0.01"), (1304.2, 65.3, "1\u202f304 ± 65"), (1.0098, 0.00077, "1.0098 ± 0.0008"),
            (12.0, None, "12.00"), (0, 1, "0"), (5e6, 3, "5\u202f000\u202f000 ± 3"),
        ):  # fmt: skip
            self.assertEqual(with_error(mean, error), text)

    def test_what_differs_is_named(self):
        found = parameters.shorten("fault", ["link:fraction=0,time=0s", "link:fraction=0.1,time=0s"])
        self.assertEqual(list(found.values()), ["fault fraction=0", "fault fraction=0.1"])
        for texts in (["a:x=1", "b:x=1"], ["a:x=1", "a"], ["a:x=1"], ["1", "2"], ["a:x=1", None], ["a:x", "a:y"]):
            found = parameters.shorten("cc", texts)
            self.assertEqual(list(found.values()), [database.describe("cc", text) for text in texts])

    def test_message_sizes(self):
        for text, size in (
            ("permutation:bytes=64KiB", 65536), ("incast:fan-in=4,bytes=1MB", 10**6), ("pair:bytes=100", 100),
            ("permutation", None), ("trace:megabytes=3", None),
        ):  # fmt: skip
            self.assertEqual(parse_bytes(text), size)

    def test_quantities(self):
        for text, value, kind in (
            ("64KiB", 65536, "B"), ("100MB", 1e8, "B"), ("400Gbps", 4e11, "bit/s"), ("0.5Mb/s", 5e5, "bit/s"),
            ("500ns", 500, "ns"), ("2.5us", 2500, "ns"), ("1ms", 1e6, "ns"), ("1e-3", 0.001, ""), ("50%", 0.5, ""),
            ("8", 8, ""), ("-3", -3, ""),
        ):  # fmt: skip
            self.assertEqual(parameters.parse_quantity(text), parameters.Quantity(value, kind), text)
        for text in ("", "auto", "0.1.0", "nan", "inf", "1e400", "3 apples", "k", None):
            self.assertIsNone(parameters.parse_quantity(text), text)

    def test_components_are_taken_apart(self):
        for text, parts in (
            ("a:x=1+b:y=1e+3,z=u", ["a", "x=1", "b", "y=1e+3", "z=u"]), ("ns3::A::B:s=7", ["ns3::A::B", "s=7"]),
            ("g:k=2KB+spine=g:l=1us", ["g", "k=2KB", "spine=g", "l=1us"]), ("400Gbps", ["400Gbps"]), ("", [""]),
        ):  # fmt: skip
            found = parameters.split_option("o", text)
            self.assertEqual([f"{path[2]}={v}" if path[2] else v for path, v in found.items()], parts)
            self.assertEqual(parameters.join_option("o", text, []), text)

    def test_commands_repeat_an_experiment(self):
        settings = {"workload": "shift", "fault": "", "module_version": "0.1", "fabric": "file:path=a b;$c", "rate_bps": 1e11}
        repetitions = [(1, 1), (1, 2), (1, 3), (1, 9), (7, 1)]
        # What is no option is not printed, and attributes of a program on the helpers make no command at all.
        hashes = {name: "ab12" for name in ("fabric-file", "fault-lists", "workload-lists", "module_version")}
        self.assertEqual(commands.compare(hashes, ["ecmp"], [(1, 1)]), ["./aifabric compare --lb=ecmp --seed=1 --run=1"])
        self.assertEqual(commands.compare({"nic.mtu": "1024"}, ["ecmp"], [(1, 1)]), [])
        found = commands.compare(settings, ["ecmp", "my'own"], repetitions)
        self.assertEqual([c[c.index("--seed") :] for c in found],
                         ["--seed=1 --run=1..3", "--seed=1 --run=9", "--seed=7 --run=1"])  # fmt: skip
        words = subprocess.run(["bash", "-c", f"printf '%s\\n' {found[0]}"], capture_output=True, text=True).stdout
        self.assertEqual(words.splitlines(), ["./aifabric", "compare", "--lb=ecmp,my'own", "--workload=shift",
                         "--fabric=file:path=a b;$c", "--rate=100Gbps", "--seed=1", "--run=1..3"])  # fmt: skip

    def test_condition_selects_experiment(self):
        with tempfile.TemporaryDirectory() as directory:
            make_database(Path(directory) / "x.sqlite")
            database = Database(Path(directory) / "x.sqlite")
            experiments = database.experiments()
            self.assertEqual([e.condition for e in experiments],
                             [f"workload = 'permutation:bytes={size}'" for size in SIZES])  # fmt: skip
            self.assertEqual([len(e.run_ids) for e in experiments], [14, 12, 12])


class ProgramTest(unittest.TestCase):
    """Databases as the program writes them, not as these tests do; AIFABRIC_RUN names it."""

    FABRICS = {
        "multi-plane:planes=2,leaves=2,spines=2,hosts=2": [
            "--workload=permutation:bytes=64KiB", "--fault=link:select=random,time=2us",
        ],
        "rail:servers=2,gpus=2,spines=2": ["--workload=all-to-all:bytes=16KiB"],
        "leaf-spine:leaves=2,spines=2,hosts=4": [
            "--workload=permutation:bytes=64KiB+incast:fan-in=2,bytes=64KiB", "--cc=dcqcn",
        ],
    }  # fmt: skip

    def test_version(self):
        header = (HERE.parent / "model" / "results" / "results-schema.h").read_text()
        version = re.search(r"RESULTS_SCHEMA_VERSION = (\d+);", header).group(1)
        self.assertEqual(int(version), database.SCHEMA_VERSION)

    @unittest.skipUnless("AIFABRIC_RUN" in os.environ, "AIFABRIC_RUN does not name fabric-run: ./aifabric test report")
    def test_fabrics(self):
        for fabric, options in self.FABRICS.items():
            with self.subTest(fabric=fabric), tempfile.TemporaryDirectory() as directory:
                path = Path(directory) / "x.sqlite"
                for lb in ("ecmp", "ofan"):
                    subprocess.run(
                        [os.environ["AIFABRIC_RUN"], f"--db={path}", "--record=all",
                         f"--lb={lb}", f"--fabric={fabric}", *options],
                        check=True, capture_output=True,
                    )  # fmt: skip
                result = run_report(path, "-o", Path(directory) / "out")
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                page = (Path(directory) / "out" / "report.html").read_text()
                self.assertNotIn("cannot be drawn", page)
                self.assertNotIn("were not recorded", page)

    @unittest.skipUnless("AIFABRIC_RUN" in os.environ, "AIFABRIC_RUN does not name fabric-run: ./aifabric test report")
    def test_sweeps(self):
        """Sweeps of a size and of a grid are found, with one point for each of their values."""
        sweeps = {
            "workload-bytes": {"workload": ["permutation:bytes=4KiB", "permutation:bytes=16KiB"]},
            "switch-buffer-per-port-by-rate": {
                "rate": ["100Gbps", "200Gbps"],
                "switch": ["generic:buffer-per-port=100KB", "generic:buffer-per-port=1MB"],
            },
            "workload-bytes-": {"workload": ["permutation:bytes=64KiB", "permutation"]},
            "jitter": {"jitter": ["0s", "1us"]},
            "fault-fraction": {
                "fault": [f"link:time=0us,select=random,fraction={f},convergence=0" for f in ("0", "0.1")]
            },
        }
        program = re.sub("fabric-run(?!.*fabric-run)", "fabric-sweep", os.environ["AIFABRIC_RUN"])
        for name, grid in sweeps.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as directory:
                path, spec = Path(directory) / "x.sqlite", Path(directory) / "x.json"
                base = {"fabric": "fat-tree:k=4", "workload": "permutation:bytes=16KiB"}
                base = {k: v for k, v in base.items() if k not in grid}
                text = {"name": "x", "base": base, "grid": {"lb": ["ecmp", "ofan"], **grid}, "repetitions": 2}
                spec.write_text(json.dumps(text))
                subprocess.run([program, f"--spec={spec}", f"--db={path}"], check=True, capture_output=True)
                found = Database(path)
                builder = StudyBuilder(found, found.experiments(), make_palette(found))
                charts = [builder.chart(study) for study in builder.find()]
                self.assertEqual(charts[0].name, name.rstrip("-"))
                points = 2 ** (1 + len(grid))
                self.assertEqual([len(chart.tables[0].rows) for chart in charts], [points] * len(charts))
                self.assertTrue(all(chart.figure for chart in charts))


if __name__ == "__main__":
    unittest.main()
