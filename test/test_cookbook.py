#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs every block of doc/cookbook.rst, as its reader would: `./aifabric test cookbook`.

A block begins after a line that ends in `::`. Its lines that begin with `$ ` are commands, and those
behind a here-document's `<<'END'` up to END belong to the command; other lines show output, each of which
must be printed. The blocks of a section share a folder with the launcher and links to the module's own.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# What the machine of a user may lack.
TOOLS = ("tshark", "gdb", "valgrind", "sqlite3")
LINKS = ("scratch", "examples", "doc")


def read_sections(text):
    """Lists of (commands, expected lines) by the title of their section."""
    sections = {}
    title = None
    lines = text.split("\n")
    i = 0
    while i < len(lines):
        if i + 1 < len(lines) and re.fullmatch(r"=+", lines[i + 1]) and len(lines[i + 1]) >= len(lines[i]):
            title = lines[i]
            sections[title] = []
            i += 2
        elif lines[i].rstrip().endswith("::"):
            i += 1
            block = []
            while i < len(lines) and (not lines[i].strip() or lines[i].startswith(" ")):
                block.append(lines[i])
                i += 1
            sections.setdefault(title, []).append(read_block(block))
        else:
            i += 1
    return {title: blocks for title, blocks in sections.items() if blocks}


def read_block(lines):
    """The commands of a block, and the lines of output that it shows."""
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    commands = []
    shown = []
    end = None
    for line in (line[indent:] for line in lines):
        if end is not None:
            commands.append(line)
            end = None if line == end else end
        elif line.startswith("$ "):
            commands.append(line[2:])
            here = re.search(r"<<'(\w+)'", line)
            end = here.group(1) if here else None
        elif line.startswith("> "):  # the rest of a command that was broken
            commands[-1] += "\n" + line[2:]
        elif line.strip():
            shown.append(line.strip())
    return "\n".join(commands), shown


class Cookbook(unittest.TestCase):
    """Each section is a test of its own."""


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()


def make_test(blocks):
    def run(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in LINKS:
                os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
            launcher = os.path.join(folder, "aifabric")
            with open(launcher, "w", encoding="utf-8") as file:
                file.write(f'#!/bin/sh\nexec "{ROOT}/aifabric" "$@"\n')
            os.chmod(launcher, 0o755)
            for commands, shown in blocks:
                for tool in TOOLS:
                    if re.search(rf"\b{tool}\b", commands) and not shutil.which(tool):
                        self.skipTest(f"no {tool} here: it is optional")
                done = subprocess.run(
                    ["bash", "-euo", "pipefail", "-c", commands],
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    errors="replace",
                    check=False,
                )
                self.assertEqual(done.returncode, 0, f"{commands}\n{done.stdout[-3000:]}")
                printed = squeeze(done.stdout)
                for line in shown:
                    self.assertIn(squeeze(line), printed, commands)

    return run


def main():
    with open(os.path.join(ROOT, "doc", "cookbook.rst"), encoding="utf-8") as file:
        sections = read_sections(file.read())
    if len(sections) < 13:
        sys.exit(f"doc/cookbook.rst: {len(sections)} sections with blocks were found, 13 are there")
    for number, (title, blocks) in enumerate(sections.items()):
        name = f"test_{number:02d}_" + re.sub(r"\W+", "_", title.lower())
        setattr(Cookbook, name, make_test(blocks))
    started = time.monotonic()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Cookbook)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    print(f"{result.testsRun} tasks in {time.monotonic() - started:.0f} s")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
