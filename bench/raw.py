"""The same unit of work by hand: the same rows read and written in the product's own tables, and a commit.

No machine, no facts, no access, no forms: only what must stand in the tables after «утвердить и
зарегистрировать» of one pair, and what has to be read to write it, in the fewest statements: the decision on
packet, draft, case and pair, the order, two tasks, two messages and seven entries of the record, each hashed
over the one before. Keys, checks and triggers of the tables hold for both sides.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg

from workflow.extensions import SQLITE_PRAGMAS

NOW, TODAY, DUE = "2026-10-12T09:00:00.000000Z", "2026-10-12", "2026-10-22"
BODY = "{" + "x" * 400 + "}"
ENTRIES = ("packet:approve", "order:sign", "case:move", "packet:enter_force", "order:register")
TASKS = (
    "INSERT INTO tasks (authority_id, run_id, case_id, school_id, assignee_role, title, origin, order_id, "
    "clause, control_form, status, as_given, due_on, deadline, next_notice_at, created_at, lifted_reason, "
    "version) VALUES "
)
ORDER = (
    "INSERT INTO orders (id, authority_id, run_id, register_id, packet_id, kind, act_type, number_text, "
    "ordinal, suffix, year, dated_on, title, canonical, sha256, signed_by_id, registered_by_id, "
    "registered_at, is_imported, source, search) VALUES "
)
OUTBOX = "INSERT INTO outbox (authority_id, job, payload, created_at, available_at, tries, error) VALUES "
AUDIT = (
    "INSERT INTO audit_entries (chain_id, authority_id, seq, at, actor_id, action, case_id, packet_id, "
    "order_id, body, prev_hash, hash) VALUES "
)


class Base(Protocol):
    def begin(self) -> None: ...

    def ask(self, statement: str, *values: Any) -> list[Any]: ...

    def do(self, statement: str, *values: Any) -> None: ...

    def commit(self) -> None: ...


class OnSqlite:
    """Statements with «?», a lock on the whole file."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in SQLITE_PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")

    def begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def ask(self, statement: str, *values: Any) -> list[Any]:
        return self._connection.execute(_sqlite(statement), values).fetchall()

    def do(self, statement: str, *values: Any) -> None:
        self._connection.execute(_sqlite(statement), values)

    def commit(self) -> None:
        self._connection.execute("COMMIT")


class OnPostgresql:
    """Statements with «%s», a lock on each row."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address)

    def begin(self) -> None:
        """The driver begins by itself."""

    def ask(self, statement: str, *values: Any) -> list[Any]:
        return self._connection.execute(statement.encode(), values).fetchall()

    def do(self, statement: str, *values: Any) -> None:
        self._connection.execute(statement.encode(), values)

    def commit(self) -> None:
        self._connection.commit()


def on(address: str) -> Base:
    """A connection of its own to the database that the product works on."""
    if address.startswith("sqlite"):
        return OnSqlite(address.removeprefix("sqlite:///"))
    return OnPostgresql(address.replace("postgresql+psycopg://", "postgresql://"))


@dataclass(slots=True)
class Read:
    """What has to be read to decide on one packet of one case."""

    packet: int
    version: int
    run: int
    draft: int
    draft_version: int
    title: str
    clauses: Any
    register: int
    case: int
    case_version: int
    school: int
    partner: int
    parts: list[Any]


@dataclass(frozen=True, slots=True)
class ByHand:
    """Decides on a packet as IssueOrder does, in sixteen statements."""

    base: Base
    home: int
    official: int

    def __call__(self, packet: int) -> None:
        self.base.begin()
        read = self._read(packet)
        self._decide(read)
        self._register(read)
        tasks = self._charge(read)
        acts = [(name, {"packet": packet, "parts": BODY}) for name in ENTRIES]
        acts += [("task:create", {"task": task, "due_on": DUE}) for (task,) in tasks]
        self._put_on_record(acts, (read.case, packet, read.draft))
        self.base.commit()

    def _read(self, packet: int) -> Read:
        self.base.ask(
            "SELECT may_approve, may_sign, may_register FROM role_assignments r "
            "JOIN people p ON p.id = r.person_id WHERE r.person_id = %s AND p.active "
            "AND r.from_on <= %s AND (r.to_on IS NULL OR r.to_on >= %s)",
            *(self.official, TODAY, TODAY),
        )
        [drafted] = self.base.ask(
            "SELECT p.version, p.run_id, d.id, d.version, d.title, d.clauses, d.register_id "
            "FROM packets p JOIN order_drafts d ON d.packet_id = p.id WHERE p.id = %s FOR NO KEY UPDATE",
            packet,
        )
        [paired] = self.base.ask(
            "SELECT c.id, c.version, c.school_id, p.partner_school_id FROM packet_cases i "
            "JOIN cases c ON c.id = i.case_id JOIN pairs p ON p.case_id = c.id AND p.ended_at IS NULL "
            "WHERE i.packet_id = %s AND i.is_in FOR NO KEY UPDATE OF c",
            packet,
        )
        parts = self.base.ask("SELECT name, sha256, snapshot FROM packet_parts WHERE packet_id = %s", packet)
        return Read(packet, *drafted, *paired, parts)

    def _decide(self, read: Read) -> None:
        self.base.do(
            "UPDATE packet_cases SET is_in = %s, decided = %s WHERE packet_id = %s AND is_in",
            *(False, True, read.packet),
        )
        self.base.do(
            "UPDATE cases SET state = 'closure.reporting', stage = 'closure', waits_for = 4, version = %s, "
            "due_on = %s, next_notice_at = %s WHERE id = %s AND version = %s",
            *(read.case_version + 1, DUE, NOW, read.case, read.case_version),
        )
        self.base.do(
            "UPDATE order_drafts SET state = 'order.registered', version = %s, signed_at = %s, "
            "signed_by_id = %s WHERE id = %s AND version = %s",
            *(read.draft_version + 1, NOW, self.official, read.draft, read.draft_version),
        )
        self.base.do(
            "UPDATE packets SET state = 'packet.in_force', version = %s, approved_at = %s, "
            "approved_by_id = %s, in_force_at = %s WHERE id = %s AND version = %s",
            *(read.version + 1, NOW, self.official, NOW, read.packet, read.version),
        )

    def _register(self, read: Read) -> None:
        [(number,)] = self.base.ask(
            "UPDATE registers SET year = 2026, last_number = last_number + 1, last_on = %s WHERE id = %s "
            "RETURNING last_number",
            *(TODAY, read.register),
        )
        text = json.dumps([number, read.title, read.clauses, [list(part) for part in read.parts]])
        self.base.do(
            ORDER + _rows(1, 21),
            *(read.draft, self.home, read.run, read.register, read.packet, "approve_list", "распоряжение"),
            *(str(number), number, "", 2026, TODAY, read.title, text, _sha256(text)),
            *(self.official, self.official, NOW, False, "", f"{number} {read.title}".lower()),
        )
        self.base.do(
            "UPDATE pairs SET approved_order_id = %s WHERE case_id = %s AND ended_at IS NULL",
            *(read.draft, read.case),
        )

    def _charge(self, read: Read) -> list[Any]:
        deadline = json.dumps({"due_on": DUE, "rule": BODY})
        work = (read.title, "clause", read.draft, "2", "договор", "open", "в течение 10 дней")
        given = (*work, DUE, deadline, NOW, NOW, "", 1)
        tasks = self.base.ask(
            f"{TASKS}{_rows(2, 18)} RETURNING id",
            *(self.home, read.run, read.case, read.school, "school", *given),
            *(self.home, read.run, read.case, read.partner, "partner", *given),
        )
        told = json.dumps({"order_id": read.draft, "packet_id": read.packet})
        self.base.do(
            OUTBOX + _rows(2, 7),
            *(self.home, "documents.render", told, NOW, NOW, 0, ""),
            *(self.home, "notices.tell", told, NOW, NOW, 0, ""),
        )
        return tasks

    def _put_on_record(self, acts: list[tuple[str, dict[str, Any]]], about: tuple[int, int, int]) -> None:
        [(chain, size, head)] = self.base.ask(
            "SELECT id, size, head FROM audit_chains WHERE authority_id = %s FOR NO KEY UPDATE", self.home
        )
        values: list[Any] = []
        for action, data in acts:
            size += 1
            body = json.dumps({"action": action, "at": NOW, "seq": size, "about": about, "data": data})
            prev, head = head, _sha256(head + body)
            values += (chain, self.home, size, NOW, self.official, action, *about, body, prev, head)
        self.base.do(AUDIT + _rows(len(acts), 12), *values)
        self.base.do(
            "UPDATE audit_chains SET size = %s, head = %s, last_at = %s WHERE id = %s",
            *(size, head, NOW, chain),
        )


def _rows(rows: int, columns: int) -> str:
    return ", ".join([f"({', '.join(['%s'] * columns)})"] * rows)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _sqlite(statement: str) -> str:
    """It locks the file and not rows."""
    head, _, _ = statement.partition(" FOR NO KEY UPDATE")
    return head.replace("%s", "?")
