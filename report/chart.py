# SPDX-License-Identifier: GPL-2.0-only
"""What the report shows under one heading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import List, Optional

from database import Table
from markupsafe import Markup
from matplotlib.figure import Figure


@dataclass
class Chart:
    """A figure with what stands below it; without a figure, why there is none."""

    name: str
    title: str
    caption: str
    tables: List[Table] = field(default_factory=list)
    figure: Optional[Figure] = None
    open_tables: bool = False  # whether the tables are shown at once
    drawing: Markup = Markup("")  # in place of a figure: a part of the page, which has no files


def missing(name: str, title: str, why: str, option: str) -> Chart:
    """A figure without data.

    Args:
        name: its name
        title: its title
        why: what there is not
        option: what it needs, such as an option of run
    """
    hint = f" Record them with {option}." if option.startswith("--") else ""
    hint = hint or (f" The figure needs {option}." if option else "")
    return Chart(name, title, f"Not shown: {why}.{hint}")
