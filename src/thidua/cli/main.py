"""Entry point of the console script `thidua`."""

from __future__ import annotations

import argparse
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    parser = argparse.ArgumentParser(prog="thidua")
    parser.parse_args(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
