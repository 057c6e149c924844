#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Open a report in headless Chromium: no console message, no network request; take pictures."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import List, Optional

HEADLESS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]


def run_browser(browser: str, page: Path, *options: str) -> str:
    """Open a page.

    Args:
        browser: the program
        page: the page
        options: further options

    Returns:
        what the browser wrote on standard error
    """
    command = [browser, *HEADLESS, *options, page.resolve().as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stderr


def find_requests(log: Path, page: Path) -> List[str]:
    """The addresses that the page asked for, from a network log."""
    text = log.read_text(encoding="utf-8").rstrip().rstrip(",")
    events = json.loads(text if text.endswith("}") else text + "]}")["events"]
    started = [e["params"] for e in events if "initiator" in (e.get("params") or {})]
    # What the browser asks for on its own account, such as updates, is initiated by no page.
    addresses = {str(p["url"]) for p in started if p["initiator"] != "not an origin"}
    own = (page.resolve().as_uri(), "data:")
    return sorted(a for a in addresses if not a.startswith(own))


def take_pictures(browser: str, page: Path, directory: Path) -> None:
    """Save the page in light, in dark, and as on paper."""
    directory.mkdir(parents=True, exist_ok=True)
    size = "--window-size=1100,6000"
    run_browser(browser, page, size, f"--screenshot={directory / 'light.png'}")
    run_browser(
        browser, page, size, "--blink-settings=preferredColorScheme=0", f"--screenshot={directory / 'dark.png'}"
    )
    run_browser(browser, page, "--no-pdf-header-footer", f"--print-to-pdf={directory / 'print.pdf'}")


def main(arguments: Optional[List[str]] = None) -> int:
    """Run the program; the exit code is 1 if the page does what it should not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--shots", metavar="DIR", type=Path, help="directory for pictures")
    options = parser.parse_args(arguments)
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser or not options.page.is_file():
        print("check_page: " + ("no such page" if browser else "there is no Chromium"), file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "net.json"
        messages = run_browser(
            browser, options.page, "--enable-logging=stderr", f"--log-net-log={log}", "--dump-dom"
        )
        faults = [line for line in messages.splitlines() if ":CONSOLE" in line]
        faults += find_requests(log, options.page)
    if options.shots:
        take_pictures(browser, options.page, options.shots)
    print("\n".join(faults) or "no console message, no request")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
