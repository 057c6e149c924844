# SPDX-License-Identifier: GPL-2.0-only
"""Sphinx project of the pages: sphinx-build -W doc DIRECTORY (test/test_docs.py does so)."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent


def module_version() -> str:
    """The version of the module, from the header that every run stores it from."""
    header = (HERE.parent / "helper" / "module-version.h").read_text(encoding="utf-8")
    return re.search(r'MODULE_VERSION = "([^"]+)"', header).group(1)


project = "ai-fabric"
author = "The ai-fabric authors"
copyright = f"2026, {author}"  # noqa: A001
release = version = module_version()
master_doc = "index"
extensions = []
exclude_patterns = ["_build"]
highlight_language = "none"  # pages that show C++ or SQL say so
nitpicky = True
html_theme = "alabaster"
html_copy_source = False
suppress_warnings = ["ref.citation"]  # references.rst also has what only `aifabric cite` uses
