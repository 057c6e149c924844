# SPDX-License-Identifier: GPL-2.0-only
"""Tests of what runs say of their origin, of cite and of reproduce: python3 test/test_cite.py"""

import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "report"))

import commands  # noqa: E402
import references  # noqa: E402

BUILT = unittest.skipUnless("AIFABRIC_RUN" in os.environ, "AIFABRIC_RUN does not name fabric-run: ./aifabric test cite")
SMALL = ["--fabric=leaf-spine:leaves=2,spines=2,hosts=2", "--workload=permutation:bytes=64KiB"]


def program(name):
    """A program beside fabric-run."""
    run = Path(os.environ["AIFABRIC_RUN"])
    return str(run.with_name(run.name.replace("fabric-run", name)))


def call(*arguments, **more):
    """Run a program, or a script of Python."""
    return subprocess.run([str(a) for a in arguments], capture_output=True, text=True, **more)


def cite(path):
    """Run cite."""
    return call(sys.executable, ROOT / "report" / "cite.py", path)


def query(path, sql):
    """The first row of a query, or the effect of a statement."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(sql).fetchone()


def git(directory, *arguments):
    """Run git as somebody."""
    command = ["git", "-C", directory, "-c", "user.name=a", "-c", "user.email=a@localhost", *arguments]
    result = call(*command)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


class TreeStateTest(unittest.TestCase):
    """The commit of a tree, as the build and the launcher find it."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.tree = Path(directory.name) / "ai-fabric"
        (self.tree / "model").mkdir(parents=True)
        (self.tree / "doc").mkdir()
        (self.tree / "CMakeLists.txt").write_text("one\n")
        (self.tree / "model" / "a.cc").write_text("one\n")

    def state(self, tree=None):
        """What the script says."""
        result = call("sh", ROOT / "helper" / "tree-state.sh", tree or self.tree)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout.strip()

    def commit(self):
        """Commit all, and tell the commit."""
        git(self.tree, "add", ".")
        git(self.tree, "commit", "-q", "-m", "a")
        return git(self.tree, "rev-parse", "HEAD")

    def test_commits(self):
        git(self.tree, "init", "-q")
        first = self.commit()
        self.assertEqual(self.state(), f"{first} clean")
        (self.tree / "doc" / "a.rst").write_text("no part of the library\n")
        self.assertEqual(self.state(), f"{first} clean")
        (self.tree / "model" / "b.cc").write_text("a part that is not committed\n")
        self.assertEqual(self.state(), f"{first} dirty")
        second = self.commit()
        self.assertNotEqual(first, second)
        self.assertEqual(self.state(), f"{second} clean")
        (self.tree / "model" / "a.cc").write_text("two\n")
        self.assertEqual(self.state(), f"{second} dirty")

    def test_unknown(self):
        self.assertEqual(self.state(), "unknown")  # a tarball
        self.assertEqual(self.state(self.tree / "missing"), "unknown")
        git(self.tree.parent, "init", "-q")  # a tarball within the repository of something else
        git(self.tree.parent, "commit", "-q", "--allow-empty", "-m", "a")
        self.assertEqual(self.state(), "unknown")

    def test_written_once(self):
        ns3 = self.tree.parent / "ns-3"
        ns3.mkdir()
        (ns3 / "VERSION").write_text("3.99\n")
        output = self.tree.parent / "build.cc"

        def write(flags):
            result = call("cmake", f"-DMODULE={self.tree}", f"-DNS3={ns3}", "-DCOMPILER=GNU 1.2", f"-DFLAGS={flags}",
                          f"-DOUTPUT={output}", "-P", ROOT / "helper" / "write-build.cmake")  # fmt: skip
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            return output.read_text()

        text = write('-O3 -DA="b\\c" d;e')
        for line in ('BUILD_MODULE_STATE = "unknown";', 'BUILD_NS3_VERSION = "3.99";', 'BUILD_COMPILER = "GNU 1.2";',
                     'BUILD_FLAGS = "-O3 -DA=\\"b\\\\c\\" d;e";'):  # fmt: skip
            self.assertIn(line, text)
        os.utime(output, (1, 1))
        self.assertEqual(write('-O3 -DA="b\\c" d;e'), text)
        self.assertEqual(output.stat().st_mtime, 1)  # nothing is compiled that has not changed
        git(self.tree, "init", "-q")
        commit = self.commit()
        self.assertIn(f'"{commit} clean"', write("-O0"))


class OldFileTest(unittest.TestCase):
    """A file of the first schema, whose runs store no origin."""

    def test_cite(self):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "old.sqlite"
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.executescript((ROOT / "test" / "report-schema.sql").read_text(encoding="utf-8"))
                for lb, cc, parameters in (
                    ("drill+mrc:paths=64", "dcqcn", '{"lb": "drill+mrc:paths=64", "fabric": "rail", "cc": "dcqcn"}'),
                    ("mine", "fixed-rate", "{}"), ("ecmp", "fixed-rate", "not JSON"),
                ):  # fmt: skip
                    connection.execute(
                        "INSERT INTO run (label, started, status, module_version, ns3_version, fabric, switch, lb, cc, "
                        "recovery, workload, fault, seed, run, parameters) VALUES ('', '2026-01-01T00:00:00Z', 'ok', "
                        "'0.0.1', '3.37', 'rail', 'generic', ?, ?, 'sack', 'shift', '', 1, 1, ?)", (lb, cc, parameters),
                    )  # fmt: skip
            before = path.read_bytes()
            result = cite(path)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertEqual(path.read_bytes(), before)
            text = result.stdout
            self.assertIn("3 runs: ai-fabric 0.0.1 (commit not stored)", text)
            self.assertIn("options are not stored: mine, shift, rail: 1 run, --seed=1 --run=1", text)
            self.assertIn("version = {0.0.1}", text)
            self.assertNotIn("date = ", text)  # that of another version
            self.assertIn("title = {{DRILL: Micro Load Balancing for Low-latency Data Center Networks}}", text)
            self.assertIn("eprint = {2605.04333}", text)
            self.assertIn("@inproceedings{Zhu15", text)
            self.assertIn("% ecmp: RFC 2992", text)
            self.assertIn("% mine: a strategy of its own", text)

    def fill(self, path, *runs):
        """Make a file of the first schema with runs."""
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript((ROOT / "test" / "report-schema.sql").read_text(encoding="utf-8"))
            for number, more in enumerate(runs, 1):
                values = dict(label="", started="2026-01-01", status="ok", module_version="0.0.1", ns3_version="3.37",
                              fabric="rail", switch="generic", lb="ecmp", cc="dcqcn", recovery="sack", workload="shift",
                              fault="", seed=1, run=number, parameters='{"lb": "ecmp", "fabric": "rail"}')  # fmt: skip
                values.update(more)
                marks = ", ".join("?" * len(values))
                connection.execute(f"INSERT INTO run ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))

    def test_interrupted(self):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "x.sqlite"
            cut = "3 of 16 tasks did not end before the run was interrupted; frames dropped: 2 buffer-full"
            self.fill(
                path, {}, {"status": "stopped", "error": cut}, {"status": "stopped", "error": "3 of 16 within --stop=1us"},
                {"status": "failed", "error": "nothing is left"}, {"status": "failed", "error": "why"},
            )  # fmt: skip
            text = cite(path).stdout
            self.assertIn("5 runs (1 ok, 2 stopped, 2 failed)", text)
            self.assertIn("5 runs, --seed=1 --run=1..5 (run_id 2: it was interrupted; run_id 3: it was stopped by a "
                          "limit; run_id 4..5: they failed)\n", text)  # fmt: skip

    def test_commands_survive_a_shell(self):
        names = ["a b", "it's", '"$HOME"', "x;y&z|w", "back\\slash", "`id`", "line\nfeed", "tab\t'", "!!", "*?[a]", "ümlaut", "#", "~"]
        for name in names:
            words = commands.spell([("label", name), ("lb", "ofan")])
            self.assertNotIn("\n", words)
            result = call("bash", "-c", f"printf '%s\\0' {words}")
            self.assertEqual(result.stdout.split("\0")[:-1], [f"--label={name}", "--lb=ofan"])
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "x.sqlite"
            self.fill(path, {"parameters": json.dumps({"lb": "ecmp", "fabric": f"file:path={names[2]};{names[1]}"})})
            line = re.search(r"^  (\./aifabric run .*)$", cite(path).stdout, re.MULTILINE).group(1)
            result = call("bash", "-c", f"printf '%s\\0' {line}")
            self.assertIn(f"--fabric=file:path={names[2]};{names[1]}", result.stdout.split("\0"))

    def test_being_written(self):
        """What is committed counts, also if the log of a process at work has it; what is not does not."""
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "x.sqlite"
            self.fill(path, {}, {})
            with closing(sqlite3.connect(path)) as writer:
                self.assertEqual(writer.execute("PRAGMA journal_mode = WAL").fetchone()[0], "wal")
                writer.execute("DELETE FROM run WHERE run_id = 2")
                self.assertIn("2 runs (2 ok)", cite(path).stdout)
                writer.commit()
                self.assertIn("1 run (1 ok)", cite(path).stdout)

    def test_arguments(self):
        for arguments in ((), ("a", "b"), ("--nonsense", "a")):
            result = call(sys.executable, ROOT / "report" / "cite.py", *arguments)
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertRegex(result.stderr, r"\Aaifabric cite: [^\n]*usage: aifabric cite [^\n]*\n\Z")

    def test_refused(self):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "none.sqlite"
            result = cite(path)
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertIn("no such file", result.stderr)
            path.write_text("no database")
            self.assertEqual(cite(path).returncode, 2)


class SourcesTest(unittest.TestCase):
    """References are those of the registry."""

    @BUILT
    def test_registry(self):
        lines = call(program("fabric-list"), "lb").stdout.splitlines()
        start = next(i for i, line in enumerate(lines) if re.match(r"strategy +where", line))
        sources = references.sources()
        found = 0
        for line in lines[start + 1 :]:
            if not line.strip():
                break
            name = line.split()[0]
            self.assertTrue(line.endswith("  " + sources[name.replace("-", "")]), line)
            found += 1
        self.assertEqual(found, len(sources))
        self.assertGreater(found, 30)

    def test_papers(self):
        for label, paper in references.papers().items():
            self.assertTrue(paper.title or paper.arxiv, label)
            self.assertTrue(paper.venue or paper.arxiv, label)
            self.assertRegex(paper.year, r"^(19|20)\d\d$", label)
        for label in references.CONTROLS.values():
            self.assertIn(label, references.papers())


@BUILT
class ProgramTest(unittest.TestCase):
    """Runs as programs make them."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.path = Path(cls.directory.name) / "runs.sqlite"
        for options in (
            ["--lb=ofan", "--run=1"], ["--lb=ofan", "--run=2", "--record=all"], ["--lb=ofan", "--run=4", "--seed=7"],
            ["--lb=ecmp+host-spray", "--cc=dcqcn:profile=hpcc", "--ns3::aifabric::RoceNic::IpVersion=6"],
        ):  # fmt: skip
            result = call(program("fabric-run"), f"--db={cls.path}", *SMALL, *options)
            assert result.returncode == 0, result.stderr

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def copy(self):
        """A copy of the runs, to tamper with."""
        path = Path(self.directory.name) / f"{self.id()}.sqlite"
        path.write_bytes(self.path.read_bytes())
        return path

    def reproduce(self, path, *options):
        """Make the runs of a file again; the file stays as it is."""
        before = path.read_bytes()
        result = call(program("fabric-reproduce"), path, *options)
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual(result.stderr if result.returncode < 2 else "", "")
        return result

    def test_origin(self):
        commit, dirty, compiler, flags = query(
            self.path, "SELECT module_commit, module_dirty, compiler, build_flags FROM run"
        )
        state = call("sh", ROOT / "helper" / "tree-state.sh", ROOT).stdout.split()
        self.assertEqual(commit, state[0])
        self.assertEqual(dirty, {"clean": 0, "dirty": 1}[state[1]] if len(state) > 1 else None)
        self.assertRegex(compiler, r"^\w+ \d+\.\d+")
        self.assertRegex(flags, r"^(optimized|release|debug|default|relwithdebinfo|minsizerel): .*-ffp-contract=off")

    def test_cited_command(self):
        result = cite(self.path)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        text = result.stdout
        self.assertIn("runs.sqlite: 4 runs (4 ok)", text)
        version = references.software()["version"]
        self.assertRegex(text, rf"4 runs: ai-fabric {re.escape(version)} \(commit ")
        self.assertIn(f"date = {{{references.software()['date-released']}}}", text)
        self.assertIn("3 runs, --seed=1 --run=1..2; --seed=7 --run=4", text)
        self.assertIn("eprint = {2507.21372}", text)
        self.assertIn("doi = {10.1007/978-3-642-12331-3_2}", text)
        # What it prints are commands that make the same runs.
        common = shlex.split(re.search(r"^  \./aifabric run (.*)$", text, re.MULTILINE).group(1))
        for group, seed, run in (("3 runs", 7, 4), ("1 run", 1, 1)):
            own = shlex.split(re.search(rf"^    (.*): {group},", text, re.MULTILINE).group(1))
            again = call(program("fabric-run"), *common, *own, f"--seed={seed}", f"--run={run}", "--db=none")
            digest = query(self.path, f"SELECT result_digest FROM run WHERE seed = {seed} ORDER BY lb")[0]
            self.assertIn(digest, again.stdout)

    def test_reproduces(self):
        result = self.reproduce(self.path)
        self.assertEqual((result.returncode, result.stdout), (0, "4 reproduced, 0 differ, 0 cannot be run\n"))
        result = self.reproduce(self.path, "--only=1,3..9", "--jobs=1")
        self.assertEqual((result.returncode, result.stdout), (0, "3 reproduced, 0 differ, 0 cannot be run\n"))

    def test_tampered(self):
        path = self.copy()
        query(path, "UPDATE run SET result_digest = '0123456789abcdef' WHERE run_id = 2")
        result = self.reproduce(path)
        self.assertEqual(result.returncode, 1)
        lines = result.stdout.splitlines()
        digest = query(self.path, "SELECT result_digest FROM run WHERE run_id = 2")[0]
        self.assertRegex(lines[0], rf"^run 2 \(ofan, .*run 2\) differs: 0123456789abcdef is stored, by .*; now {digest}$")
        self.assertEqual(lines[-1], "3 reproduced, 1 differ, 0 cannot be run")
        # So does a run whose options are not those that made it, and one with another default.
        path.write_bytes(self.path.read_bytes())
        query(path, "UPDATE run SET run = 3 WHERE run_id = 1")
        query(path, "UPDATE run SET experiment = json_remove(experiment, '$.\"ns3::aifabric::RoceNic::IpVersion\"')")
        self.assertEqual(self.reproduce(path).stdout.splitlines()[-1], "2 reproduced, 2 differ, 0 cannot be run")

    def test_log(self):
        # Another program is at work: what it has stored is still in its log.
        path = self.copy()
        with closing(sqlite3.connect(path)) as connection:
            self.assertEqual(connection.execute("PRAGMA journal_mode").fetchone()[0], "wal")
            connection.execute("UPDATE run SET result_digest = 'fedcba9876543210' WHERE run_id = 1")
            connection.commit()
            self.assertGreater(Path(f"{path}-wal").stat().st_size, 0)
            self.assertEqual(self.reproduce(path, "--only=1").returncode, 1)

    def test_impossible(self):
        path = self.copy()
        result = call(program("own-strategy-template"), f"--db={path}", "--lb=my", *SMALL)
        self.assertEqual(result.returncode, 0, result.stderr)
        query(path, "UPDATE run SET result_digest = NULL, error = 'it broke' WHERE run_id = 1")
        query(path, "UPDATE run SET parameters = '{}' WHERE run_id = 2")
        query(path, """UPDATE run SET experiment = json_set(experiment, '$."fabric-file"', 'f') WHERE run_id = 3""")
        result = self.reproduce(path)
        self.assertEqual(result.returncode, 3)
        self.assertEqual(result.stdout.count("\n"), 1)
        self.assertRegex(
            result.stdout,
            r"^1 reproduced, 0 differ, 4 cannot be run \(run 1: it has no digest: it broke; run 2: its options are not "
            r"stored: [^;]*; run 5: [^;]*'my'[^;]*; run 3: the file of --fabric is not there, or not what it was\)\n$",
        )

    def test_interrupted_and_killed(self):
        path = self.copy()
        interrupted = "'stopped', error = '96 of 128 tasks did not end before the run was interrupted'"
        query(path, f"UPDATE run SET status = {interrupted} WHERE run_id = 1")
        result = self.reproduce(path, "--only=1..2")
        self.assertEqual(result.returncode, 3)
        text = "1 reproduced, 0 differ, 1 cannot be run (run 1: it was interrupted)\n"
        self.assertEqual(result.stdout, text)
        # A process that is killed, as for lack of memory, reproduces nothing.
        command = [program("fabric-reproduce"), str(self.endless()), "--jobs=1"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
            children = Path(f"/proc/{first.pid}/task/{first.pid}/children")

            def works():
                """Whether the child is at work: others end at once."""
                try:
                    pid = int(children.read_text())
                    return pid if int(Path(f"/proc/{pid}/stat").read_text().split()[13]) > 10 else None
                except (OSError, ValueError):
                    return None

            while not works():
                self.assertIsNone(first.poll())
                time.sleep(0.01)
            os.kill(works(), signal.SIGKILL)
            text = first.communicate()[0]
        self.assertEqual(first.returncode, 1)
        self.assertIn("now killed by signal: Killed\n", text)
        self.assertEqual(text.splitlines()[-1], "0 reproduced, 1 differ, 0 cannot be run")

    def test_signal(self):
        command = [program("fabric-reproduce"), str(self.endless()), "--jobs=1"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
            children = Path(f"/proc/{first.pid}/task/{first.pid}/children")
            while not children.read_text():  # it is at work
                self.assertIsNone(first.poll())
            first.send_signal(signal.SIGTERM)
            text = first.communicate()[0]
        self.assertEqual(first.returncode, 128 + signal.SIGTERM)
        self.assertEqual(text, "0 reproduced, 0 differ, 0 cannot be run, 1 not made: interrupted by SIGTERM\n")

    def endless(self):
        """A file whose run takes long to make."""
        path = self.copy().with_suffix(".long")
        path.write_bytes(self.path.read_bytes())
        query(path, "DELETE FROM run WHERE run_id > 1")
        query(path, """UPDATE run SET parameters = json_set(parameters, '$.workload', 'permutation:bytes=1GB')""")
        return path

    def test_own_program(self):
        path = self.copy()
        result = call(program("own-strategy-template"), f"--db={path}", "--lb=my", "--cc=dcqcn:profile=hpcc", *SMALL)
        self.assertEqual(result.returncode, 0, result.stderr)
        text = cite(path).stdout
        own = re.search(r"^  (my-program .*)\n  which is a program with parts of its own", text, re.MULTILINE).group(1)
        self.assertIn("--lb=my", own)
        common = re.search(r"^  \./aifabric run (.*)$", text, re.MULTILINE).group(1)
        self.assertNotIn("--lb=my", common)
        # A shell takes the command of the program.
        again = call("bash", "-c", own.replace("my-program", program("own-strategy-template"), 1) + " --db=none")
        self.assertIn(query(path, "SELECT result_digest FROM run WHERE lb = 'my'")[0], again.stdout)
        result = self.reproduce(path, "--only=5")
        self.assertEqual(result.returncode, 3)
        self.assertIn("run 5: the program my-program made it: unknown load balancer 'my'", result.stdout)

    def test_messages_of_a_file(self):
        path, messages = Path(self.directory.name) / "pairs.sqlite", Path(self.directory.name) / "pairs.txt"
        messages.write_text("0 3\n3 0 64KiB\n")
        result = call(program("fabric-run"), f"--db={path}", SMALL[0], f"--workload=pairs:path={messages}")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.reproduce(path).stdout, "1 reproduced, 0 differ, 0 cannot be run\n")
        messages.write_text("0 3\n3 0 32KiB\n")
        self.assertIn("the file of --workload is not there, or not what it was", self.reproduce(path).stdout)

    def test_refused(self):
        for arguments, text in (
            ([self.path, "--only=9"], "there is no run 9"), ([self.path, "--only=2..x"], "'2..x' is neither a whole"),
            ([self.path, "--only=3..2"], "is 2..3 meant?"), ([self.path, "--only="], "a value without blanks is needed"),
            ([self.path, self.path], "give one result file"), ([self.path.with_name("missing")], "does not exist"),
            ([ROOT / "README.md"], "README.md"),
        ):  # fmt: skip
            result = call(program("fabric-reproduce"), *arguments)
            self.assertEqual((result.returncode, result.stdout), (2, ""), arguments)
            self.assertIn(text, result.stderr)
            self.assertEqual(result.stderr.count("\n"), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
