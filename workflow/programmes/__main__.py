"""`python -m workflow.programmes check FILE`."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from workflow.programmes.check import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m workflow.programmes")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check", help="проверить файл программы")
    check.add_argument("file", type=Path)
    wanted = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # a plain C locale must not end in a traceback
    return run(wanted.file, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
