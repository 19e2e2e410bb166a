"""`thidua manage …`: Django's own commands on the right database, for developers."""

from __future__ import annotations

import argparse

from thidua.cli.session import database

HELP = "lệnh của Django, cho người phát triển (makemigrations, shell, dbshell …)"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take everything that follows as it is."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    """Run one of Django's commands without touching the schema first."""
    with database(schema=False):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["thidua manage", *options.arguments])
    return 0
