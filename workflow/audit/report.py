"""What a check of the record found, and where exactly."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.states.definition import Message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. `chain` and `seq` name an entry, `table` and `row` a row beside it."""

    code: str
    what: Message
    chain: str = ""
    seq: int | None = None
    table: str = ""
    row: str = ""

    @property
    def place(self) -> str:
        """`authority:3 № 17`, `orders 12`."""
        entry = f"{self.chain} № {self.seq}" if self.seq is not None else self.chain
        beside = f"{self.table} {self.row}".strip()
        return ", ".join(one for one in (entry, beside) if one)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """One chain as it was read: how many entries it has, the hash of the last, and what does not hold."""

    chain: str
    size: int
    head: str
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class Report:
    """`findings` begins with those of the chains, in their order: the first one is the first bad place."""

    chains: tuple[ChainReport, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


def plain(message: Message) -> str:
    """The Russian sentence, for the command line and for logs."""
    return message.text % dict(message.values) if message.values else message.text
