# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the cross-check with another simulator and with hardware: python3 test/test_cross-check.py"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "examples" / "cross-check"
sys.path.insert(0, str(SCRIPTS))

import traffic  # noqa: E402

BUILT = unittest.skipUnless("AIFABRIC_RUN" in os.environ, "AIFABRIC_RUN does not name fabric-run: ./aifabric test cross-check")


def check(script, *arguments):
    """Run one of the two programs."""
    return subprocess.run([sys.executable, str(SCRIPTS / script), *arguments], capture_output=True, text=True)


class TrafficTest(unittest.TestCase):
    """What is drawn is what was drawn for measured.csv, whatever the version of Python."""

    def test_permutation(self):
        pairs = traffic.draw({"kind": "permutation", "hosts": 8}, 1)
        self.assertEqual(sorted(source for source, _ in pairs), list(range(8)))
        self.assertEqual(sorted(destination for _, destination in pairs), list(range(8)))
        self.assertFalse([pair for pair in pairs if pair[0] == pair[1]])
        self.assertEqual([destination for _, destination in pairs], [6, 4, 3, 2, 7, 1, 0, 5])

    def test_incast(self):
        pairs = traffic.draw({"kind": "incast", "hosts": 8, "fan_in": 3}, 1)
        self.assertEqual(len(set(pairs)), 3)
        self.assertEqual({destination for _, destination in pairs}, {0})
        self.assertNotIn((0, 0), pairs)

    def test_all_to_all(self):
        pairs = traffic.draw({"kind": "all-to-all", "hosts": 8, "members": 4}, 2)
        members = {source for source, _ in pairs}
        self.assertEqual((len(pairs), len(set(pairs)), len(members)), (12, 12, 4))
        self.assertEqual(set(pairs), {(a, b) for a in members for b in members if a != b})


class DataTest(unittest.TestCase):
    """What the programs read, and what the page says of it."""

    def setUp(self):
        self.cases = json.loads((SCRIPTS / "cases.json").read_text(encoding="utf-8"))
        self.page = (ROOT / "doc" / "cross-check.rst").read_text(encoding="utf-8")

    def test_measured(self):
        with (SCRIPTS / "measured.csv").open(encoding="utf-8", newline="") as file:
            measured = [(row["case"], int(row["seed"])) for row in csv.DictReader(file)]
        wanted = [(case["name"], seed) for case in self.cases for seed in range(1, case["seeds"] + 1)]
        self.assertEqual(measured, sorted(wanted))

    def test_page(self):
        for case in self.cases:
            self.assertTrue(re.search(rf"(?m)^{re.escape(case['name'])} +[0-9. ]+$", self.page), case["name"])
        for result in json.loads((SCRIPTS / "published.json").read_text(encoding="utf-8"))["results"]:
            self.assertTrue(re.search(rf"(?m)^{re.escape(result['name'])}  +", self.page), result["name"])


@BUILT
class CompareTest(unittest.TestCase):
    """Ratios are within bounds."""

    def test_bounds(self):
        for script in ("cross-check.py", "published.py"):
            result = check(script, "--quick")
            self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)

    def test_outside(self):
        # A ratio that is out of its bounds ends the program with code 1, and is named.
        with tempfile.TemporaryDirectory() as directory:
            for name in ("cross-check.py", "ours.py", "traffic.py", "cases.json"):
                shutil.copy(str(SCRIPTS / name), directory)
            measured = (SCRIPTS / "measured.csv").read_text(encoding="utf-8")
            wrong = re.sub("^one-400G,1,.*$", "one-400G,1,28,28,256,0", measured, flags=re.MULTILINE)
            (Path(directory) / "measured.csv").write_text(wrong, encoding="utf-8")
            result = check(Path(directory) / "cross-check.py", "--case=one-400G")
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertRegex(result.stderr, r"^one-400G: mean: 0\.99\d\d is not within 0\.9999 to 1\.0001\none-400G: max: ")

    def test_refused(self):
        result = check("cross-check.py", "--case=none")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, "^unknown case 'none'; known: .*\n$")


if __name__ == "__main__":
    unittest.main(verbosity=2)
