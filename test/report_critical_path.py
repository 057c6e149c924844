# SPDX-License-Identifier: GPL-2.0-only
"""Tests of what the report says about where the time of runs went."""

import sys
import tempfile
import unittest
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "report"))

import critical_paths  # noqa: E402
import queries  # noqa: E402
import style  # noqa: E402
from database import Database  # noqa: E402

SCHEMA = """
CREATE TABLE critical_path (run_id INTEGER, part_id INTEGER, step INTEGER, job INTEGER, iteration INTEGER,
  activity TEXT, src INTEGER, dst INTEGER, bytes INTEGER, part TEXT, place TEXT, tier TEXT, time_ps INTEGER,
  PRIMARY KEY (run_id, part_id));
PRAGMA user_version = 8;
"""
HEADER = HERE.parent / "helper" / "explain" / "time-slice.h"


class CriticalPathTest(unittest.TestCase):
    """Databases with parts of critical paths that are made here."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = Path(directory.name) / "x.sqlite"

    def fill(self, parts):
        """A run of each strategy: name, and its parts as (part, place, us)."""
        from test_report import empty_database, insert, insert_run

        with closing(empty_database(self.path)) as connection:
            connection.executescript(SCHEMA)
            for number, (name, slices) in enumerate(parts, 1):
                insert_run(connection, number, name, "64KiB", 1)
                for i, (part, place, time) in enumerate(slices):
                    insert(
                        connection, "critical_path", run_id=number, part_id=i, step=0, job=0, iteration=0,
                        activity="x", part=part, place=place, time_ps=time * 10**6,
                    )  # fmt: skip
            connection.commit()

    def chart(self, strategies):
        """The chart of the one experiment."""
        style.set_up()
        database = Database(self.path, self.path)
        self.addCleanup(database.connection.close)
        return critical_paths.chart(database, "", queries.Scale("µs", 1000), strategies)

    def test_excess(self):
        """Bars add up, and the sentence names part and place of the excess."""
        self.fill([
            ("ofan", [("serialisation", "a", 20), ("queueing", "b", 1)]),
            ("ecmp", [("serialisation", "a", 20), ("queueing", "b", 30), ("queueing", "c", 10)]),
        ])  # fmt: skip
        chart = self.chart(["ofan", "ecmp"])
        self.assertIn("ecmp takes 39 µs longer than ofan: 39 µs more queueing, most of it at b.", chart.caption)
        table = chart.tables[0]
        shares = {(row[0], row[1]): row[4] for row in table.rows}
        self.assertAlmostEqual(shares["ecmp", "queueing"], 100 * 40 / 60)
        self.assertAlmostEqual(shares["ofan", "queueing"], 100 / 21)
        for name, whole in (("ofan", 21), ("ecmp", 60)):
            self.assertAlmostEqual(sum(row[3] for row in table.rows if row[0] == name), whole)
        ends = [patch.get_x() + patch.get_width() for patch in chart.figure.axes[0].patches]
        self.assertAlmostEqual(max(ends), 60)
        self.assertEqual([row[3] for row in chart.tables[1].rows if row[0] == "ecmp"], ["b", "a", "c"])

    def test_without(self):
        """A database without rows, or without the table, says what it needs."""
        self.fill([("ofan", [])])
        self.assertIn("not explained yet", self.chart(["ofan"]).caption)
        with closing(__import__("sqlite3").connect(self.path)) as connection:
            connection.execute("DROP TABLE critical_path")
        self.assertIn("older", self.chart(["ofan"]).caption)

    def test_alone(self):
        """One strategy alone has a figure and no comparison."""
        self.fill([("ofan", [("computing", None, 5)])])
        chart = self.chart(["ofan"])
        self.assertNotIn("longer than", chart.caption)
        self.assertIsNotNone(chart.figure)

    def test_colours(self):
        """Every part that the program knows has a colour, and nothing else has."""
        rows = [line.split('"')[1] for line in HEADER.read_text().splitlines() if line.startswith('    {"')]
        self.assertEqual(sorted(rows), sorted(style.PATH))


if __name__ == "__main__":
    unittest.main()
