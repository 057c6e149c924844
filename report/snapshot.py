# SPDX-License-Identifier: GPL-2.0-only
"""One state of a results database for all that read it, whoever writes to it meanwhile."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Iterator, Optional, Tuple
from urllib.parse import quote

HEADER = b"SQLite format 3\0"
WAIT = 10.0  # seconds for which a writer may hold the file


class InputError(Exception):
    """The database or the directory cannot be used; the text is one line for the user."""


@contextmanager
def snapshot(path: Path) -> Iterator[Path]:
    """Copy a database as it is at this moment; the file itself is only read.

    Args:
        path: the file

    Yields:
        the copy, which goes at the end

    Raises:
        InputError: there is no such database
    """
    check(path)
    with tempfile.TemporaryDirectory(prefix="ai-fabric-") as directory:
        copy = Path(directory) / "copy.sqlite"
        try:
            copy_database(path, copy)
        except (sqlite3.Error, OSError) as error:
            if getattr(error, "errno", None) == errno.ENOSPC:
                raise InputError(f"cannot copy {path} to {directory}: {reason(error)}; TMPDIR names another place") from error
            raise InputError(f"cannot read {path}: {reason(error)}") from error
        yield copy


def reason(error: BaseException) -> str:
    """What an error says, in one line."""
    text = getattr(error, "strerror", None) or str(error)
    return " ".join(text.split())


def check(path: Path) -> None:
    """Refuse what is no file of SQLite."""
    try:
        if path.is_dir():
            raise InputError(f"no database at {path}: it is a directory")
        if not path.exists():
            raise InputError(f"no database at {path}: there is no such file")
        with path.open("rb") as file:
            start = file.read(len(HEADER))
    except OSError as error:
        raise InputError(f"cannot read {path}: {reason(error)}") from error
    if start and start != HEADER:
        raise InputError(f"cannot read {path}: it is not a database of SQLite")


def copy_database(path: Path, copy: Path) -> None:
    """Copy a database whole: with what is still in its log, and without what is half written."""
    end = time.monotonic() + WAIT
    while not has_log(path):
        # Nobody is at work: the file alone is the database, if it stays as it is while it is copied.
        before = state(path)
        shutil.copyfile(path, copy)
        if state(path) == before and time.time_ns() - before[1] > 10**7:
            return
        if time.monotonic() > end:
            break  # it is written to all the time, and its log comes and goes
        time.sleep(0.02)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=WAIT)) as source:
            with closing(sqlite3.connect(copy)) as target:
                source.backup(target)  # in one read transaction
                target.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError:
        # What a writer left that was killed needs to be repaired, which the folder may not allow.
        for suffix in ("", "-wal", "-journal"):
            if Path(f"{path}{suffix}").exists():
                shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
        with closing(sqlite3.connect(copy)) as target:
            target.execute("PRAGMA journal_mode = DELETE").fetchone()


def has_log(path: Path) -> bool:
    """Whether there are changes that the file itself has not got, or should not have."""
    return any(size(Path(f"{path}{suffix}")) for suffix in ("-wal", "-journal"))


def size(path: Path) -> Optional[int]:
    """The size of a file that may be none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def state(path: Path) -> Tuple[int, int]:
    """What changes when somebody writes to a file."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns
