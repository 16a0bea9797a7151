#!/usr/bin/env python3
"""Check an exported record of Opora with nothing but Python 3.8 or later:

    python3 verify_log.py export.jsonl [checkpoints.txt]

It prints what it found and ends with 0 when everything holds, 1 when something does not, 2 when a file cannot
be read. The format is written down in docs/audit-format.md; this file repeats none of the product's code, so
that it is a second opinion.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from typing import Any, TextIO

FORMAT = "opora-audit/1"
GENESIS = "0" * 64
CHECKPOINT = re.compile(r"(system|authority:[0-9]+) ([0-9]+) ([0-9a-f]{64}) (\S+)")


def chain_hash(prev: str, body: str) -> str:
    return hashlib.sha256(FORMAT.encode() + b"\x00" + prev.encode() + body.encode()).hexdigest()


def words_hash(salt: str, words: str) -> str:
    return hashlib.sha256((salt + "|" + words).encode()).hexdigest()


def read_checkpoints(lines: TextIO, chain: str) -> dict[int, str]:
    """Size -> hash of that entry, of one chain. A line that is not whole is passed over."""
    seen = {}
    for line in lines:
        match = CHECKPOINT.fullmatch(line.rstrip("\n"))
        if match and match.group(1) == chain:
            seen[int(match.group(2))] = match.group(3)
    return seen


def entries(lines: TextIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number of the line in the file, what it says), from the second line on."""
    for number, line in enumerate(lines, start=2):
        yield number, json.loads(line)


def check(export: TextIO, checkpoints: TextIO | None = None) -> tuple[dict[str, Any], list[str]]:
    """The heading of the export and everything that does not hold; an empty list is a record that holds."""
    heading = json.loads(export.readline())
    wrong: list[str] = []
    if heading.get("format") != FORMAT:
        return heading, [f"this is not an export of {FORMAT}"]
    seen = read_checkpoints(checkpoints, heading["chain"]) if checkpoints else {}
    size, head = 0, GENESIS
    for number, entry in entries(export):
        wrong.extend(check_entry(entry, number, size + 1, head, heading["chain"]))
        size, head = size + 1, entry["hash"]
        if seen.get(size, head) != head:
            wrong.append(f"No {size}: a checkpoint saw another hash: the record was rewritten")
    if (size, head) != (heading["size"], heading["head"]):
        wrong.append(f"the heading does not fit: it has {size} entries or another last hash")
    if seen and max(seen) > size:
        wrong.append(f"No {size + 1}: missing, a checkpoint saw {max(seen)} entries")
    return heading, wrong


def check_entry(entry: dict[str, Any], line: int, seq: int, head: str, chain: str) -> Iterator[str]:
    place = f"No {entry['seq']} (line {line})"
    if entry["seq"] != seq:
        yield f"{place}: No {seq} was expected"
    if entry["prev"] != head:
        yield f"{place}: does not continue the entry before it"
    if chain_hash(entry["prev"], entry["body"]) != entry["hash"]:
        yield f"{place}: changed, its hash is another"
        return  # whatever its text says now was never recorded
    body = json.loads(entry["body"])
    home = "system" if body["authority"] is None else f"authority:{body['authority']}"
    if body["v"] != 1 or body["seq"] != entry["seq"] or home != chain:
        yield f"{place}: its text is that of another entry"
    if "words" in entry and words_hash(entry["salt"], entry["words"]) != body["text"]:
        yield f"{place}: the words beside it are not those that were recorded"


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as export:
            if len(arguments) == 2:
                with open(arguments[1], encoding="utf-8", errors="replace") as checkpoints:
                    heading, wrong = check(export, checkpoints)
            else:
                heading, wrong = check(export)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"cannot be read: {type(error).__name__}: {error}")
        return 2
    for one in wrong:
        print(one)
    about = [str(heading.get(name)) for name in ("chain", "size", "head")]
    print(f"{' '.join(about)}: {'WRONG' if wrong else 'OK'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
