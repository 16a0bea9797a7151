"""How far a record is proven, and the check that proves it further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from workflow.audit.canonical import instant
from workflow.audit.checkpoint import VERIFIED, Checkpoint, read_checkpoints
from workflow.audit.report import Finding
from workflow.audit.verify import verify_new
from workflow.orders.documents import printed_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A chain as it was just read: its length, the code of its last entry, and what does not hold."""

    size: int
    code: str
    findings: tuple[Finding, ...]


def proven(data: Path) -> Sequence[Checkpoint]:
    """Where earlier checks came to."""
    return read_checkpoints(data / VERIFIED)


def prove_new(engine: Engine, home: int | None, data: Path, *, now: datetime) -> Proof:
    """Check from the entry that was last proven; the whole record is checked by `opora verify`."""
    report = verify_new(engine, home, data, at=instant(now))
    return Proof(size=report.size, code=printed_code(report.head), findings=report.findings)
