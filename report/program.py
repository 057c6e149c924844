# SPDX-License-Identifier: GPL-2.0-only
"""What the programs on results databases have in common: arguments, messages of one line, exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Callable, NoReturn, Optional, Sequence

FAULT = 2  # exit code of a mistake, and of input that cannot be used
INTERRUPTED = 130


def say(program: str, text: str) -> None:
    """Write a message: one line, whatever is in the text."""
    print(f"{program}: {' '.join(text.split())}", file=sys.stderr)


def count(text: str) -> int:
    """Read a number of things, at least 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1 on")
    return number


class Parser(argparse.ArgumentParser):
    """Arguments, whose mistakes are one line."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        usage = " ".join(self.format_usage().split())
        say(self.prog, f"{message} ({usage})")
        raise SystemExit(FAULT)


def run(
    parser: argparse.ArgumentParser, arguments: Optional[Sequence[str]], action: Callable[[argparse.Namespace], str]
) -> int:
    """Run a program that reads a database.

    Args:
        parser: of its arguments, one of which is ``database``
        arguments: the command line without the program; None: that of the process
        action: does what was asked for and returns what is printed; an InputError says why not

    Returns:
        the exit code
    """
    from snapshot import InputError

    try:
        options = parser.parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        text = action(options)
        sys.stdout.write(text)
        sys.stdout.flush()
    except InputError as error:
        say(parser.prog, str(error))
        return FAULT
    except KeyboardInterrupt:
        say(parser.prog, "interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # whatever a database holds, its user gets a line
        say(parser.prog, f"{options.database} holds what cannot be used ({type(error).__name__}: {error})")
        return FAULT
    return 0
