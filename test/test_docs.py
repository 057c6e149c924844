# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the documentation: python3 test/test_docs.py"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Classes of ns-3 whose methods ours inherit, with the text that ns-3 has for them.
BASES = [
    "network/model/net-device.h", "network/model/channel.h", "network/model/header.h", "network/model/chunk.h",
    "core/model/simulator-impl.h", "core/model/attribute.h", "core/model/object-base.h",
]  # fmt: skip


def need(tool):
    """Skip where a tool is missing."""
    return unittest.skipUnless(shutil.which(tool), f"no {tool} here: it is optional (Debian: python3-sphinx, doxygen)")


class PagesTest(unittest.TestCase):
    """The pages in doc/ as one Sphinx project."""

    @need("sphinx-build")
    def test_no_warnings(self):
        with tempfile.TemporaryDirectory() as directory:
            result = subprocess.run(
                ["sphinx-build", "-q", "-W", "--keep-going", "-b", "html", "-d", f"{directory}/trees",
                 str(ROOT / "doc"), f"{directory}/html"],
                capture_output=True, text=True,
            )  # fmt: skip
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            # Every page can be reached from the first one.
            index = (Path(directory) / "html" / "index.html").read_text(encoding="utf-8")
            for page in (ROOT / "doc").glob("*.rst"):
                self.assertTrue((Path(directory) / "html" / f"{page.stem}.html").is_file(), page)
                if page.stem != "index":
                    self.assertIn(f'href="{page.stem}.html"', index)


class ReadmeTest(unittest.TestCase):
    """What README counts."""

    WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]

    def test_counts(self):
        def count(folder, kind):
            texts = (path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.cc"))
            return len({name for text in texts for name in re.findall(rf"AddConstructor<(\w+){kind}>", text)})

        line = f"* {count('model/lb', 'LoadBalancer')} load balancers, of hosts and of switches, " \
               f"under {self.WORDS[count('model/fault', 'Fault')]} kinds of faults."  # fmt: skip
        self.assertIn(line, (ROOT / "README.md").read_text(encoding="utf-8").splitlines())


class OwnPartsTest(unittest.TestCase):
    """A page of at most one screen for each kind of part that others write."""

    def test_pages(self):
        overview = (ROOT / "doc" / "own-parts.rst").read_text(encoding="utf-8")
        rows = re.findall(r"^``(own-[a-z-]+)-template\.cc`` +``(--[a-z]+=[a-z]+)`` +:doc:`([a-z-]+)`", overview, re.MULTILINE)
        templates = sorted(path.name[: -len("-template.cc")] for path in (ROOT / "scratch").glob("own-*-template.cc"))
        self.assertEqual(sorted(row[0] for row in rows), templates)
        for template, option, page in rows:
            with self.subTest(page=page):
                text = (ROOT / "doc" / f"{page}.rst").read_text(encoding="utf-8")
                self.assertLess(text.count("\n"), 60)
                included = re.search(r"literalinclude:: \.\./scratch/(.*)\.cc\n((?:   :.*\n)*)", text)
                self.assertEqual(included.group(1), f"{template}-template")
                source = (ROOT / "scratch" / f"{template}-template.cc").read_text(encoding="utf-8")
                for line in re.findall(r":(?:start-at|start-after|end-before): (.*)", included.group(2)):
                    self.assertEqual(source.count(line.strip()), 1, line)
                self.assertIn(f"$ cp scratch/{template}-template.cc my-part.cc\n", text)
                self.assertIn(f"$ ./aifabric own my-part.cc {option}\n", text)
                self.assertRegex(text, rf"\$ \./aifabric own my-part\.cc compare .*{option}[,: ]")


class ReferenceTest(unittest.TestCase):
    """The comments of all headers."""

    @need("doxygen")
    def test_no_warnings(self):
        ns3 = os.environ.get("AIFABRIC_NS3")
        if not ns3:
            self.skipTest("AIFABRIC_NS3 does not name ns-3, whose texts ours inherit: ./aifabric test docs")
        settings = (ROOT / "doc" / "Doxyfile").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as directory:
            bases = " ".join(f"{ns3}/src/{base}" for base in BASES)
            settings += f"INPUT += {bases}\nOUTPUT_DIRECTORY = {directory}\n"
            result = subprocess.run(["doxygen", "-"], input=settings, capture_output=True, text=True, cwd=ROOT)
            self.assertEqual(result.returncode, 0, result.stderr)
            # What is wrong in ns-3's own comments is not ours to mend.
            ours = [line for line in result.stderr.splitlines() if "warning:" in line and f"{ns3}/src/" not in line]
            self.assertEqual(ours, [], "\n".join(ours))
            group = (Path(directory) / "html" / "group__ai-fabric.html").read_text(encoding="utf-8")
            for name in ("FabricHelper", "SwitchLoadBalancer", "BuildFacts", "RunReproducer"):
                self.assertRegex(group, rf'href="(class|struct)ns3_1_1aifabric_1_1[^"]*"[^>]*>(ns3::aifabric::)?{name}<')


class ReleaseTest(unittest.TestCase):
    """What is said of the version in several places."""

    def test_version(self):
        header = (ROOT / "helper" / "module-version.h").read_text(encoding="utf-8")
        version = re.search(r'MODULE_VERSION = "([^"]+)"', header).group(1)
        citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
        self.assertEqual(re.search(r"^version: (.*)$", citation, re.MULTILINE).group(1), version)
        date = re.search(r'^date-released: "([0-9]{4}-[0-9]{2}-[0-9]{2})"$', citation, re.MULTILINE).group(1)
        changes = (ROOT / "CHANGES.md").read_text(encoding="utf-8")
        newest = re.search(r"^## (.*)$", changes, re.MULTILINE).group(1)
        self.assertEqual(newest, f"{version} ({date})")
        self.assertEqual(re.findall(r'- name: "(.*)"', citation), ["The ai-fabric authors"])

    def test_icon(self):
        icon = ROOT / "doc" / "icon"
        self.assertEqual((icon / "ai-fabric.png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.assertIn("<svg", (icon / "ai-fabric.svg").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
