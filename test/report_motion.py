# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the animation in the report: what is embedded is what the database has, and the page shows it."""

import html
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "report"))

import motion  # noqa: E402

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
LINKS = [(f"host{h}", f"leaf{h // 2}") for h in range(4)] + [(f"leaf{a}", f"spine{b}") for a in (0, 1) for b in (0, 0, 1)]


def port_names():
    """The ports of a leaf-spine fabric with two parallel links, with their directions."""
    numbers, found = {}, []
    for pair in LINKS:
        ends = []
        for node in pair:
            ends.append((node, numbers.setdefault(node, 0)))
            numbers[node] += 1
        (a, p), (b, q) = ends
        found += [(f"{a}:{p}->{b}", "up"), (f"{b}:{q}->{a}", "down")]
    return found


def data_of(page):
    """What is embedded in a page, for each animation."""
    return [json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)]


class MotionTest(unittest.TestCase):
    """The animation of databases made here, and of those that programs make."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.base = Path(directory.name)
        self.path = self.base / "x.sqlite"

    def fill(self, strategies=("ofan", "ecmp"), samples=600, ports=None):
        """Runs with drawn samples of each port, a cut link, a cut direction, a degraded link, a dead switch."""
        from test_report import empty_database, insert, insert_run

        source = random.Random(1)
        with closing(empty_database(self.path)) as connection:
            connection.execute("ALTER TABLE port ADD COLUMN rate_bps INTEGER")
            for run_id, lb in enumerate(strategies, 1):
                insert_run(connection, run_id, lb, "64KiB", 1, fault="link")
                for table in ("port", "series", "time_series", "event"):
                    connection.execute(f"DELETE FROM {table} WHERE run_id = ?", (run_id,))
                series = 0
                for port, (name, direction) in enumerate(ports or port_names()):
                    insert(connection, "port", run_id=run_id, node=port, port=0, name=name, tier=re.match("[a-z]*", name)[0],
                           direction=direction, frames=1, bytes=1, max_backlog_bytes=0, drops=0, pauses_sent=0,
                           pauses_received=0, paused_ns=0, rate_bps=10**11)  # fmt: skip
                    for quantity, unit, values in (
                        ("backlog-max", "B", [source.choice((0, 1, 1e3, 5e5)) * source.random() for _ in range(samples)]),
                        ("rate-mean", "bit/s", [1e11 * source.choice((0, 1, source.random())) for _ in range(samples)]),
                        ("classes-paused", "classes", [source.choice((0, 0, 1, 2)) for _ in range(samples)]),
                    ):  # fmt: skip
                        if quantity == "classes-paused" and port % 3:
                            continue
                        series += 1
                        insert(connection, "series", run_id=run_id, series_id=series, name=quantity, subject=name, unit=unit)
                        connection.executemany(
                            "INSERT INTO time_series VALUES (?, ?, ?, ?, ?)",
                            [(run_id, series, i, 100.0 * (i + 1), value) for i, value in enumerate(values)],
                        )
                for number, (time, kind, subject) in enumerate((
                    (1000, "link-down", "leaf0-spine0#1"), (2000, "port-down", "spine1->leaf1"), (2500, "detected", "leaf0-spine0#1"),
                    (3000, "degraded", "host0-leaf0"), (4000, "switch-down", "spine1"), (5000, "link-up", "leaf0-spine0#1"),
                    (6000, "degraded-over", "host0-leaf0"),
                )):  # fmt: skip
                    insert(connection, "event", run_id=run_id, event_id=number, time_ns=time, kind=kind, subject=subject, detail="")
            connection.commit()

    def report(self):
        """The page."""
        from test_report import run_report

        result = run_report(self.path, "-o", self.base / "out")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        page = (self.base / "out" / "report.html").read_text(encoding="utf-8")
        self.assertNotIn("Could not be drawn", page)
        return page

    def compare(self, data, merged):
        """Every embedded value against the database, every stored sample against what stands for it."""
        steps = {c: i for i, c in enumerate(data["steps"])}
        with closing(sqlite3.connect(self.path)) as connection:
            ids = {f"{lb} (seed {seed}, run {run})": run_id
                   for run_id, lb, seed, run in connection.execute("SELECT run_id, lb, seed, run FROM run")}  # fmt: skip
            for run in data["runs"]:
                run_id, count = ids[run["name"]], len(run["times"])
                rates = dict(connection.execute("SELECT name, rate_bps FROM port WHERE run_id = ?", (run_id,)))
                self.assertEqual(set(rates), set(data["names"]))
                most, paused = {}, set()
                rows = connection.execute(
                    "SELECT subject, name, time_ns, value FROM series JOIN time_series USING (run_id, series_id) "
                    "WHERE run_id = ? AND subject LIKE '%->%' ORDER BY series_id, sample_id", (run_id,),
                ).fetchall()  # fmt: skip
                stored = {}
                for subject, name, time, value in rows:
                    stored.setdefault((name, subject), []).append((time, value))
                for (name, subject), values in stored.items():
                    port = data["names"].index(subject)
                    groups = [values[i : i + merged] for i in range(0, len(values), merged)]
                    self.assertEqual([group[-1][0] for group in groups], run["times"])
                    for place, group in enumerate(groups):
                        numbers = [value for _, value in group]
                        if name == "backlog-max":
                            shown = data["most"] * (steps[run["queue"][port * count + place]] / 63) ** 2
                            self.assertAlmostEqual(shown, max(numbers), delta=0.0161 * data["most"])
                            self.assertEqual(shown > 0, max(numbers) > 0)
                            most[subject] = max(max(numbers), most.get(subject, 0))
                        elif name == "rate-mean":
                            shown = steps[run["rate"][port * count + place]] / 63
                            mean = sum(numbers) / len(numbers) / rates[subject]
                            self.assertAlmostEqual(shown, mean, delta=0.016)
                            self.assertEqual(shown > 0, mean > 0)
                        else:
                            self.assertEqual(run["paused"][str(port)][place] == "1", max(numbers) > 0)
                            paused.add(str(port))
                self.assertEqual(set(run["paused"]), paused)
                self.assertLessEqual(max(most.values()), data["most"])
        self.assertEqual(sorted(f"{data['nodes'][a][0]}->{data['nodes'][b][0]}" for a, b, _, _ in data["ports"]),
                         sorted(re.sub(":[0-9]+", "", name) for name in data["names"]))  # fmt: skip

    def test_values(self):
        self.fill()
        page = self.report()
        (data,) = data_of(page)
        self.assertIn("300 samples are in this page, the largest queue and the mean rate of 2 of the 600 stored", page)
        self.assertEqual([run["strategy"] for run in data["runs"]], ["ofan", "ecmp"])
        self.compare(data, 2)
        names = data["names"]
        faults = [(names[port], kind, start, end) for port, kind, start, end in data["runs"][0]["faults"]]
        # Parallel links are two: the second of them is cut.
        self.assertEqual(faults[:4], [
            ("leaf0:3->spine0", "link-down", 1000, 5000), ("spine0:1->leaf0", "link-down", 1000, 5000),
            ("spine1:1->leaf1", "port-down", 2000, None), ("host0:0->leaf0", "degraded", 3000, 6000),
        ])  # fmt: skip
        self.assertEqual({f[0] for f in faults[5:]}, {n for n in names if "spine1" in n})
        self.assertEqual({f[1:] for f in faults[5:]}, {("switch-down", 4000, None)})

    def test_limits(self):
        self.fill()
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("UPDATE port SET name = replace(name, 'spine', 'leaf1')")
            connection.execute("UPDATE series SET subject = replace(subject, 'spine', 'leaf1')")
        self.assertIn("Not drawn: links between equal tiers.", self.report())
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("DELETE FROM series")
        self.assertIn("no series of single ports were recorded. Record them with --record=all.", self.report())
        self.path.unlink()
        self.fill(("ofan",), 1, [(name.replace("host", f"host{i}"), d) for i in range(210) for name, d in port_names()])
        page = self.report()
        self.assertIn("Not drawn: the fabric has 2100 links, and at most 2048 are drawn.", page)
        self.assertNotIn('<div class="motion">', page)

    def test_size(self):
        """Samples of one page are few enough, however many ports, runs and experiments there are."""
        for ports, runs, experiments in ((40, 1, 1), (768, 2, 1), (768, 4, 3), (4096, 2, 1)):
            merged = motion.count_samples(511, ports, runs, experiments)
            drawn = -(-511 // merged)
            self.assertGreaterEqual(drawn, motion.LEAST_SAMPLES // 2)
            self.assertLessEqual(drawn, motion.MOST_SAMPLES)
            self.assertLessEqual(2 * ports * runs * experiments * drawn, motion.MOST_BYTES)

    @unittest.skipUnless("AIFABRIC_RUN" in os.environ, "AIFABRIC_RUN does not name fabric-run: ./aifabric test report")
    def test_program(self):
        for lb in ("ecmp", "ofan"):
            subprocess.run(
                [os.environ["AIFABRIC_RUN"], f"--db={self.path}", "--record=all", f"--lb={lb}", "--resolution=500ns",
                 "--fabric=leaf-spine:leaves=2,spines=2,hosts=4", "--switch=generic:lossless=true",
                 "--workload=incast:fan-in=7,bytes=512KiB", "--fault=link:names=leaf0-spine1,time=5us,duration=3us"],
                check=True, capture_output=True,
            )  # fmt: skip
        (data,) = data_of(self.report())
        self.compare(data, 1)
        for run in data["runs"]:
            self.assertTrue(any("1" in paused for paused in run["paused"].values()))
            self.assertEqual([(data["names"][f[0]], *f[1:]) for f in run["faults"]], [
                (name, "link-down", 5000, 8000) for name in ("leaf0:5->spine1", "spine1:0->leaf0")])  # fmt: skip

    @unittest.skipUnless(BROWSER, "there is no Chromium")
    def test_browser(self):
        """The script reads what is embedded, and draws what there is at a time."""
        self.fill()
        page = self.report()
        (data,) = data_of(page)
        probe = """<script>
const m = document.querySelector(".motion").motion, panel = m.panels[1], seen = {};
m.seek(4300);
const run = m.runs[1], sample = run.find(4300);
seen.time = [run.times[sample - 1], run.times[sample], m.clock.textContent];
seen.queues = panel.lines.map((_, p) => run.queueAt(p, sample));
seen.paused = panel.lines.map((_, p) => run.isPaused(p, sample));
seen.cut = panel.lines.flatMap((l, p) => l.classList.contains("cut") ? [m.data.names[p]] : []);
seen.marks = [panel.marks.querySelectorAll(".cross").length, panel.marks.querySelectorAll(".pause").length];
seen.drawn = panel.lines.map((l) => panel.layers.indexOf(l.parentNode));
m.slider.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight"}));
seen.next = m.time;
m.box.querySelector(".zoom").value = "16";
m.box.querySelector(".zoom").dispatchEvent(new Event("change"));
seen.part = [m.from, m.span, m.x(m.from), m.x(m.from + m.span)];
m.seek(0);
seen.turned = [m.time, m.from];
panel.show(run, 1e12, "queue");
seen.idle = [run.find(1e12), panel.lines.every((l) => l.parentNode === panel.layers[0])];
const out = document.createElement("pre"); out.id = "probe"; out.textContent = JSON.stringify(seen);
document.body.append(out);
</script></body>"""
        probed = self.base / "probe.html"
        probed.write_text(page.replace("</body>", probe), encoding="utf-8")
        result = subprocess.run(
            [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom", probed.as_uri()],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        self.assertEqual([line for line in result.stderr.splitlines() if ":CONSOLE" in line], [])
        seen = json.loads(html.unescape(re.search('<pre id="probe">(.*?)</pre>', result.stdout).group(1)))
        run = data["runs"][1]
        sample = next(i for i, time in enumerate(run["times"]) if time >= 4300)
        self.assertEqual(seen["time"], [run["times"][sample - 1], run["times"][sample], "4.30 µs"])
        steps = [data["steps"].index(run["queue"][p * len(run["times"]) + sample]) for p in range(len(data["names"]))]
        for step, queue, layer in zip(steps, seen["queues"], seen["drawn"]):
            self.assertAlmostEqual(queue, data["most"] * (step / 63) ** 2, places=3)
            share = (step / 63) ** 2  # a layer for each power of two below the largest
            self.assertEqual(layer, sum(share * 1.000001 > 2.0 ** (k - 8) for k in range(1, 8)) + 1 if step else 0)
        self.assertEqual(seen["paused"], [run["paused"].get(str(p), "0" * 999)[sample] == "1" for p in range(len(steps))])
        self.assertEqual(set(seen["cut"]), {"leaf0:3->spine0", "spine0:1->leaf0", *(n for n in data["names"] if "spine1" in n)})
        self.assertEqual(seen["marks"], [len(seen["cut"]), sum(seen["paused"])])
        self.assertAlmostEqual(seen["next"], 4500, delta=1)
        end = run["times"][-1]
        self.assertEqual(seen["part"], [4500 - end / 32, end / 16, 8, 992])
        self.assertEqual(seen["turned"], [0, 0])
        self.assertEqual(seen["idle"], [-1, True])


if __name__ == "__main__":
    unittest.main()
