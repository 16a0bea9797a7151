"""Prove the record: every stored byte hashed anew, every chain against its row and its witnesses.

What is beside the record (orders, documents, decisions, cases) is compared in crosscheck.py. How the bytes
are hashed is said in docs/audit-format.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, func, select

from workflow.audit import stream
from workflow.audit.canonical import DOMAIN
from workflow.audit.checkpoint import (
    CHECKPOINTS,
    VERIFIED,
    Checkpoint,
    chain_name,
    last_of,
    read_checkpoints,
    write_verified,
)
from workflow.audit.crosscheck import crosscheck
from workflow.audit.report import ChainReport, Finding, Report, plain
from workflow.models.audit import GENESIS, AuditChain, AuditEntry
from workflow.models.authority import Authority
from workflow.states.definition import N_, say

MOST = 20  # findings named of one chain; a broken one has no end of them
_PREFIX = DOMAIN.decode()


@dataclass(frozen=True, slots=True)
class StoredChain:
    """A row of audit_chains."""

    id: int
    authority_id: int | None
    size: int
    head: str

    @property
    def name(self) -> str:
        return chain_name(self.authority_id)


def run(engine: Engine, out: TextIO, data: Path, *, at: str) -> int:
    """The whole check for the command line: prints each chain and each finding; 1 if anything is wrong."""
    checkpoints = read_checkpoints(data / CHECKPOINTS)  # before the snapshot: they only ever lag behind it
    report = verify(engine, checkpoints)
    for one in report.chains:
        out.write(f"{one.chain:<16} {one.size:>9}  {one.head}  {'OK' if one.ok else '!!'}\n")
    for finding in report.findings:
        out.write(f"!! {finding.place}: {plain(finding.what)}\n")
    out.write("Журнал сходится.\n" if report.ok else f"Не сходится: {len(report.findings)}.\n")
    if report.ok:
        write_verified(
            data / VERIFIED, [Checkpoint(one.chain, one.size, one.head, at) for one in report.chains]
        )
    return 0 if report.ok else 1


def verify(engine: Engine, checkpoints: Sequence[Checkpoint] = ()) -> Report:
    """Everything, in one snapshot. Read the checkpoints before calling."""
    with stream.snapshot(engine) as connection:
        return verify_within(connection, checkpoints)


def verify_within(connection: Connection, checkpoints: Sequence[Checkpoint] = ()) -> Report:
    """The same as this transaction sees it."""
    chains = _chains(connection)
    reports = tuple(check_chain(connection, chain, checkpoints) for chain in chains)
    findings = [finding for report in reports for finding in report.findings]
    findings += _homeless(connection, chains, checkpoints)
    findings += crosscheck(connection)
    return Report(reports, tuple(findings))


def verify_new(engine: Engine, authority_id: int | None, data: Path, *, at: str) -> ChainReport:
    """One chain from the entry that was last found in order; what is found in order is noted for next time."""
    name = chain_name(authority_id)
    checkpoints = read_checkpoints(data / CHECKPOINTS)
    proven = last_of(read_checkpoints(data / VERIFIED), name)
    with stream.snapshot(engine) as connection:
        [chain] = [one for one in _chains(connection) if one.authority_id == authority_id]
        report = check_chain(connection, chain, checkpoints, proven=proven)
    if report.ok:
        write_verified(data / VERIFIED, [Checkpoint(name, report.size, report.head, at)])
    return report


def check_chain(
    connection: Connection,
    chain: StoredChain,
    checkpoints: Iterable[Checkpoint] = (),
    *,
    proven: Checkpoint | None = None,
) -> ChainReport:
    """Hash the chain from its beginning, or behind an entry that was proven before."""
    marks: dict[int, set[str]] = {}
    for one in [*checkpoints, *([proven] if proven else [])]:
        if one.chain == chain.name and one.size:
            marks.setdefault(one.size, set()).add(one.head)
    # The proven entry itself is read again: its hash must be the one that was noted.
    after = proven.size - 1 if proven and proven.size else 0
    try:
        return _checked(chain, stream.rows(connection, chain.id, after=after), marks, after, proven)
    except stream.Undecodable:
        return _checked(chain, stream.rows_as_bytes(connection, chain.id, after=after), marks, after, proven)


def _checked(
    chain: StoredChain,
    rows: Iterator[tuple[Any, ...]],
    marks: Mapping[int, set[str]],
    after: int,
    proven: Checkpoint | None,
) -> ChainReport:
    findings: list[Finding] = []
    size, head = after, GENESIS
    home = "null" if chain.authority_id is None else chain.authority_id
    for row in rows:
        seq, prev, stored, body, action, actor, at, authority, case, order, packet = row
        if size == after and after:
            head = prev  # of the proven entry: what stands before it was proven too
        if not (
            seq == size + 1
            and prev == head
            and sha256(f"{_PREFIX}{prev}{body}".encode("utf-8", "surrogateescape")).hexdigest() == stored
            and body.startswith(
                f'{{"action":"{action}","actor":{"null" if actor is None else actor},"at":"{at}"'
                f',"authority":{home},"case":{"null" if case is None else case},"case_version":'
            )
            and (authority == chain.authority_id)
            and _ends(body, order, packet, seq)
        ):
            findings += () if len(findings) >= MOST else _explained(chain, stream.Row(*row), size + 1, head)
        size = seq if isinstance(seq, int) else size + 1
        head = stored if isinstance(stored, str) else ""
        if seq in marks and marks[seq] != {head} and len(findings) < MOST:
            findings.append(_finding(chain, "witness", _WITNESS, size))
    findings += _against_what_is_known(chain, size, head, marks)
    return ChainReport(chain.name, size, head, tuple(findings))


def _ends(body: str, order: Any, packet: Any, seq: Any) -> bool:
    """`,"order":…,"packet":…,"seq":…,"text":…,"v":1}`: at the very end nothing can be inside a string."""
    end = (
        f',"order":{"null" if order is None else order},"packet":{"null" if packet is None else packet}'
        f',"seq":{seq},"text":'
    )
    return body.endswith(f'{end}null,"v":1}}') or body[:-73].endswith(end)  # 73: a quoted sha256 and the rest


_WITNESS = N_("хэш записи не тот, что записан в контрольной точке: журнал переписан")


def _explained(chain: StoredChain, row: stream.Row, expected: int, head: str) -> Iterator[Finding]:
    """Why a row was not as it must be; each reason once."""
    seq = row.seq if isinstance(row.seq, int) else expected
    if row.seq != expected:
        if isinstance(row.seq, int) and row.seq > expected:
            what = say(N_("нет записей с № %(first)d по № %(last)d"), first=expected, last=row.seq - 1)
            yield Finding("missing", what, chain=chain.name, seq=expected)
        else:
            yield _finding(chain, "out_of_order", N_("запись стоит не на своём месте или повторена"), seq)
    hashed = sha256(f"{_PREFIX}{row.prev}{row.body}".encode("utf-8", "surrogateescape")).hexdigest()
    if hashed != row.hash:
        yield _finding(chain, "edited", N_("запись изменена: её хэш другой"), seq)
    elif row.prev != head:
        yield _finding(chain, "unlinked", N_("запись не продолжает предыдущую"), seq)
    elif row.seq == expected:
        yield _finding(chain, "columns", N_("столбцы записи не те, что в её тексте"), seq)


def _against_what_is_known(
    chain: StoredChain, size: int, head: str, marks: Mapping[int, set[str]]
) -> Iterator[Finding]:
    """The end of the chain against its own row and against what was seen outside the database."""
    seen = max(marks, default=0)
    if size < max(seen, chain.size):
        what = say(
            N_("конец журнала отрезан: записей %(size)d, было %(was)d"), size=size, was=max(seen, chain.size)
        )
        yield Finding("truncated", what, chain=chain.name, seq=size + 1)
    elif (size, head) != (chain.size, chain.head):
        yield _finding(chain, "head", N_("последняя запись не та, что в строке журнала"), size)


def _homeless(
    connection: Connection, chains: Sequence[StoredChain], checkpoints: Iterable[Checkpoint]
) -> Iterator[Finding]:
    """Chains that vanished or came twice, and entries that belong to none."""
    names = [chain.name for chain in chains]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Finding("chain_twice", say(N_("у журнала две строки")), chain=name)
    ids = [chain.id for chain in chains]
    strays = (
        select(AuditEntry.chain_id, func.count()).group_by(AuditEntry.chain_id).order_by(AuditEntry.chain_id)
    )
    for chain_id, entries in connection.execute(strays):
        if chain_id not in ids:
            what = say(N_("записей без своего журнала: %(entries)d"), entries=entries)
            yield Finding("stray", what, table="audit_entries", row=f"chain_id={chain_id}")
    homes = connection.scalars(select(Authority.id).order_by(Authority.id))
    wanted = dict.fromkeys([*map(chain_name, homes), *(one.chain for one in checkpoints)])
    for name in wanted:
        if name not in names:
            yield Finding("chain_missing", say(N_("журнала нет")), chain=name)


def _chains(connection: Connection) -> list[StoredChain]:
    rows = connection.execute(
        select(AuditChain.id, AuditChain.authority_id, AuditChain.size, AuditChain.head).order_by(AuditChain.id)
    )
    return [
        StoredChain(id_, home, size if isinstance(size, int) else -1, head) for id_, home, size, head in rows
    ]


def _finding(chain: StoredChain, code: str, what: str, seq: int) -> Finding:
    return Finding(code, say(what), chain=chain.name, seq=seq)
