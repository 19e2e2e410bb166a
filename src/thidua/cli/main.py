"""Entry point of the console script `thidua`.

A command is a module of `thidua.cli.commands`, named as the command, with
    HELP                 one line
    configure(parser)    its arguments
    run(options) -> int  its work; returns the exit code
Modules import Django only inside `run`, because its settings follow from the command.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from typing import Protocol, cast

from thidua.cli import commands
from thidua.cli.refusal import Refusal


class Command(Protocol):
    """What a module of `thidua.cli.commands` offers."""

    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int: ...


def _commands() -> Iterator[tuple[str, Command]]:
    for found in pkgutil.iter_modules(commands.__path__):
        module = importlib.import_module(f"{commands.__name__}.{found.name}")
        yield found.name.replace("_", "-"), cast("Command", module)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code: 0 done, 1 a finding, 2 refused."""
    parser = argparse.ArgumentParser(prog="thidua", description="Thi Đua")
    known = parser.add_subparsers(dest="command", required=True, metavar="lệnh")
    for name, command in _commands():
        subparser = known.add_parser(name, help=command.HELP, description=command.HELP)
        command.configure(subparser)
        subparser.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    try:
        return cast("int", options.run(options))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
