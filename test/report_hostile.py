# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the report with databases that others write to, that are damaged, or that hold anything at all."""

import contextlib
import io
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import unittest
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "report"))

import fabric_report  # noqa: E402
from snapshot import snapshot  # noqa: E402

ODD = [None, 0, -1, 1, 2**62, -1.5, 1e300, 9e999, "", "text", "nan", "1e400", "a'b\"<&>", "\u202e\x00\n", b"\xff\xfe",
       "ecmp", "{", "[]", '{"lb": [1]}', "host0:0->edge0", "fat-tree:k=", "x:bytes=1.2.3KiB", "+", ":", "ok"]  # fmt: skip


def loose_schema():
    """The schema without what it demands of values, with the columns of later versions."""
    text = (HERE / "report-schema.sql").read_text(encoding="utf-8")
    text = re.sub(r" NOT NULL| CHECK \([^)]*\)\)| REFERENCES run \(run_id\) ON DELETE CASCADE", "", text)
    return (
        text + "ALTER TABLE run ADD COLUMN experiment TEXT; ALTER TABLE run ADD COLUMN flows_ended INTEGER;"
        "ALTER TABLE port ADD COLUMN rate_bps INTEGER; PRAGMA user_version = 8;"
    )


def call_report(*arguments):
    """Run the program in this process: exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = fabric_report.main([str(a) for a in arguments])
    return code, out.getvalue(), err.getvalue()


class HostileTest(unittest.TestCase):
    """One line at most, and no traceback, whatever there is."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.base = Path(directory.name)
        self.path = self.base / "x.sqlite"

    def make(self):
        """A file with runs, whose values can be anything."""
        from test_report import insert_run

        connection = sqlite3.connect(self.path)
        connection.executescript(loose_schema())
        for run_id, (lb, size, run) in enumerate(
            [(lb, size, run) for lb in ("ofan", "ecmp") for size in ("64KiB", "1MiB") for run in (1, 2)], 1
        ):
            insert_run(connection, run_id, lb, size, run)
        connection.commit()
        return connection

    def check(self, codes=(0, 2)):
        """Make a report, and cite."""
        code, out, err = call_report(self.path, "-o", self.base / "out")
        self.assertIn(code, codes, err)
        self.assertRegex(err, r"\A\Z" if code == 0 else r"\Aaifabric report: [^\n]+\n\Z")
        self.assertEqual(out.count("\n"), 1 if code == 0 else 0)
        cite = subprocess.run(
            [sys.executable, str(HERE.parent / "report" / "cite.py"), str(self.path)], capture_output=True, text=True
        )
        self.assertNotIn("Traceback", cite.stderr)
        self.assertLessEqual(cite.stderr.count("\n"), 1)
        return code

    def drawn(self, seed):
        """Put odd values into some places of some rows."""
        source = random.Random(seed)
        with closing(self.make()) as connection:
            tables = ["run"] * 3 + ["flow", "port", "collective", "series", "time_series", "event"]
            for _ in range(source.choice((1, 3, 20))):
                table = source.choice(tables)
                columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
                column = source.choice([c for c in columns if c != "run_id"])
                some = source.choice(("1", "run_id % 2 = 0", "run_id = 1"))
                with contextlib.suppress(sqlite3.IntegrityError):
                    connection.execute(f"UPDATE {table} SET {column} = ? WHERE {some}", (source.choice(ODD),))
            connection.commit()

    def test_any_values(self):
        for seed in range(2):
            with self.subTest(seed=seed):
                self.path.unlink(missing_ok=True)
                self.drawn(seed)
                self.check()

    def test_missing_tables(self):
        for names in (("flow", "time_series", "event"), ("port", "series", "collective")):
            with closing(self.make()) as connection:
                for name in names:
                    connection.execute(f"DROP TABLE {name}")
                connection.execute("CREATE TABLE notes_of_mine (a, b)")
                connection.commit()
            self.check((0,))
            self.path.unlink()
        with closing(self.make()) as connection:
            connection.execute("DROP VIEW summary")
        self.check((2,))

    def test_damaged(self):
        self.make().close()
        whole = self.path.read_bytes()
        for part in (10, 5000, len(whole) - 5000):
            self.path.write_bytes(whole[:part])
            self.check()
            self.path.write_bytes(whole[:part] + b"\x55" * (len(whole) - part))
            self.check()

    def test_being_written(self):
        """A run that is half written does not count, nor does it keep the report waiting."""
        with closing(self.make()) as connection:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            connection.execute("DELETE FROM run WHERE run_id > 2")
            connection.commit()
            connection.execute("DELETE FROM run")
            self.check((0,))
            self.assertIn("2 runs of 1 experiment", (self.base / "out" / "report.html").read_text(encoding="utf-8"))

    def test_snapshot(self):
        """What writers change together is seen together, wherever their changes are kept."""
        done = threading.Event()

        def write():
            number = 0
            while not done.is_set():  # logs come and go with connections, and are merged into the file
                with closing(sqlite3.connect(self.path, timeout=60)) as connection:
                    connection.execute("PRAGMA journal_mode = WAL").fetchone()
                    connection.execute("PRAGMA wal_autocheckpoint = 5")
                    for _ in range(20):
                        number += 1
                        with connection:
                            connection.execute("UPDATE a SET x = ?", (number,))
                            connection.execute("UPDATE b SET x = ?, y = randomblob(20000)", (number,))

        with closing(sqlite3.connect(self.path)) as connection:
            connection.executescript("CREATE TABLE a (x); CREATE TABLE b (x, y); INSERT INTO a VALUES (0);"
                                     "INSERT INTO b VALUES (0, '')")  # fmt: skip
        writer = threading.Thread(target=write)
        writer.start()
        seen = []
        try:
            for _ in range(40):
                with snapshot(self.path) as copy, closing(sqlite3.connect(copy)) as connection:
                    self.assertEqual(connection.execute("PRAGMA integrity_check").fetchone(), ("ok",))
                    first, second = connection.execute("SELECT a.x, b.x FROM a, b").fetchone()
                    self.assertEqual(first, second)
                    seen.append(first)
        finally:
            done.set()
            writer.join()
        self.assertEqual(seen, sorted(seen))
        self.assertGreater(len(set(seen)), 5)

    def test_log_of_a_killed_writer(self):
        """What was committed is in the log, and nobody has put it into the file."""
        self.make().close()
        code = f"""
import os, sqlite3
connection = sqlite3.connect({str(self.path)!r})
connection.execute("PRAGMA journal_mode = WAL").fetchone()
connection.execute("DELETE FROM run WHERE run_id > 3")
connection.commit()
connection.execute("DELETE FROM run")
os._exit(9)"""
        subprocess.run([sys.executable, "-c", code], check=False)
        self.assertGreater(Path(f"{self.path}-wal").stat().st_size, 0)
        for again in (False, True):
            if again:
                Path(f"{self.path}-shm").unlink(missing_ok=True)
            with snapshot(self.path) as copy, closing(sqlite3.connect(copy)) as connection:
                self.assertEqual(connection.execute("SELECT count(*) FROM run").fetchone(), (3,))

    def test_arguments(self):
        for arguments in ((), ("a", "b"), ("--most=0", "a"), ("--most=x", "a"), ("a", "-o")):
            code, out, err = call_report(*arguments)
            self.assertEqual((code, out), (2, ""))
            self.assertRegex(err, r"\Aaifabric report: [^\n]*usage: aifabric report [^\n]*\n\Z")


if __name__ == "__main__":
    unittest.main()
