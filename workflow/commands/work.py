"""What every command shares: one transaction, one claim on its form, one record written last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import Connection, Select, Table, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.audit.append import Appended, NewEntry, append
from workflow.clock import local_date
from workflow.commands.errors import BadInput, Collided, NotHere, Stale
from workflow.crashpoint import crashpoint
from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.models.authority import Authority
from workflow.models.case import Case
from workflow.models.job import IdempotencyKey, OutboxMessage
from workflow.models.packet import Packet
from workflow.states.definition import N_, NOBODY, Actor, OnBehalf, Role, say
from workflow.uow import unit_of_work

Result = dict[str, Any]
LONGEST_KEY = 100  # an index holds no endless one; ours have 24 characters


@dataclass(frozen=True, kw_only=True)
class Command:
    """`key` is made when the form is drawn; the same key and person answer what the first press did."""

    key: str = ""
    #: Names the command in idempotency rows; the class name unless said otherwise.
    name: ClassVar[str] = ""
    #: Fields that differ at each press of the same form, though the person typed the same.
    unhashed: ClassVar[frozenset[str]] = frozenset()


C = TypeVar("C", bound=Command)
Handler = Callable[[C, "Work"], Result | None]
_HANDLERS: dict[type[Command], Callable[[Any, Work], Result | None]] = {}


def handles(kind: type[C]) -> Callable[[Handler[C]], Handler[C]]:
    def register(handler: Handler[C]) -> Handler[C]:
        _HANDLERS[kind] = handler
        return handler

    return register


@dataclass(slots=True)
class Work:
    """A command at work. Handlers read and write through `session`, and say here what goes on record."""

    session: Session
    actor_id: int | None
    now: datetime
    is_system: bool = False
    authority: Authority | None = None
    memberships: access.Memberships = ()
    entries: list[NewEntry] = field(default_factory=list)
    _versioned: list[Case | Packet | None] = field(default_factory=list)
    appended: list[Appended] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    _calendar: ProductionCalendar | None = None
    _connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """For statements on tables: the session would look for its database before each of them."""
        if self._connection is None:
            self._connection = self.session.connection()
        return self._connection

    @property
    def authority_id(self) -> int:
        return self.home.id

    @property
    def home(self) -> Authority:
        if self.authority is None:
            raise RuntimeError("the command did not enter an authority")
        return self.authority

    @property
    def today(self) -> date:
        return local_date(self.now, self.home.zone)

    @property
    def calendar(self) -> ProductionCalendar:
        """The production calendar of the authority, read once a command."""
        if self._calendar is None:
            self._calendar = calendar_of(self.session, self.authority_id)
        return self._calendar

    def enter(self, authority_id: int) -> None:
        """Step into one authority; a person who has no business there is told that it does not exist."""
        self._enter(self.session.get(Authority, authority_id))

    def enter_home_of(self, model: Any, row_id: int) -> None:
        """Step into the authority that one row of the model belongs to."""
        self._enter(self.session.scalar(_home_of(model), {"row": row_id}))

    def _enter(self, authority: Authority | None) -> None:
        if authority is None:
            raise NotHere
        self.authority = authority
        if self.is_system:
            return
        self.memberships = access.memberships_of(self.session, self.actor_id, self.today)
        outsider = authority.id not in access.authorities_of(self.memberships)
        if outsider and Role.ADMIN not in access.roles_in(self.memberships, authority.id):
            raise NotHere

    def actor(self, roles: Role | None = None) -> Actor:
        """The person as the machine sees them, with the roles they have here or to one case."""
        if self.is_system:
            return Actor(id=None, roles=Role.SYSTEM, authority_id=self.authority_id)
        if roles is None:
            roles = access.roles_in(self.memberships, self.authority_id)
        return Actor(id=self.actor_id, roles=roles, authority_id=self.authority_id)

    @property
    def roles(self) -> Role:
        return self.actor().roles if self.authority else NOBODY

    def check_version(self, subject: str, subject_id: int, *, seen: int, current: int) -> None:
        if seen != current:
            raise Stale(subject, subject_id, seen=seen, current=current)

    def record(
        self,
        action: AuditAction,
        *,
        case_id: int | None = None,
        case_version: int | None = None,
        packet_id: int | None = None,
        order_id: int | None = None,
        on_behalf: OnBehalf | None = None,
        data: Mapping[str, Any] | None = None,
        text: str = "",
        versioned: Case | Packet | None = None,
    ) -> None:
        """Put an entry on the record: ids and codes in `data`, words that a person typed in `text`.

        `versioned`: the row whose version after the whole command the entry names, so that no flush is needed
        for its sake.
        """
        self._versioned.append(versioned)
        self.entries.append(
            NewEntry(
                action=action,
                actor_id=self.actor_id,
                at=self.now,
                case_id=case_id,
                case_version=case_version,
                packet_id=packet_id,
                order_id=order_id,
                on_behalf=on_behalf,
                data=data or {},
                text=text,
            )
        )

    def send(self, job: str, **payload: int | str) -> None:
        """A job to be done after the commit; ids only."""
        self.messages.append(
            {
                "authority_id": self.authority.id if self.authority else None,
                "job": job,
                "payload": payload,
                "created_at": self.now,
                "available_at": self.now,
                "tries": 0,
                "error": "",
            }
        )

    def tell(self, kind: str, event: str, **ids: int | str) -> None:
        """Notices for everyone whom an event of this kind concerns, but not for whoever did it."""
        by = {} if self.actor_id is None else {"by_id": self.actor_id}
        self.send("notices.tell", kind=kind, event=event, at=self.now.isoformat(), **by, **ids)


@cache
def _home_of(model: Any) -> Select[Any]:
    return select(Authority).join(model, model.authority_id == Authority.id).where(model.id == bindparam("row"))


def run(command: Command, *, actor_id: int | None, now: datetime, system: bool = False) -> Result:
    """Do one command in one transaction. Raises Refused, Stale, NotHere, NotAllowed, BadInput or Collided.

    Where two met in rows that no lock of theirs covers, nothing was written of this one: done anew, it sees
    what the other one did and says what is in its way, if anything is.
    """
    try:
        return _run(command, actor_id=actor_id, now=now, system=system)
    except (StaleDataError, DBAPIError) as met:
        if not _is_collision(met):
            raise
    try:
        return _run(command, actor_id=actor_id, now=now, system=system)
    except (StaleDataError, DBAPIError) as met:
        if not _is_collision(met):
            raise
        raise Collided(_name(command)) from met


#: Of PostgreSQL: the same key twice, two that wait for each other, a snapshot that is behind.
_COLLISIONS = frozenset({"23505", "40P01", "40001"})


def _is_collision(error: StaleDataError | DBAPIError) -> bool:
    if isinstance(error, StaleDataError):
        return True
    of_sqlite = getattr(error.orig, "sqlite_errorname", "")
    return getattr(error.orig, "sqlstate", "") in _COLLISIONS or of_sqlite == "SQLITE_CONSTRAINT_UNIQUE"


def _run(command: Command, *, actor_id: int | None, now: datetime, system: bool) -> Result:
    handler = _HANDLERS[type(command)]
    with unit_of_work() as session:
        work = Work(session=session, actor_id=actor_id, now=now, is_system=system)
        earlier = _claim(session, command, work)
        if earlier is not None:
            return earlier
        result = handler(command, work) or {}
        crashpoint("handler.done")
        if work.messages:
            work.connection.execute(_INSERT_MESSAGES, work.messages)
            session.info["rings"] = True  # the relay is told after the commit
        _settle(session, command, work, result)
        session.flush()  # every row must stand before the chain row is locked
        if work.entries:
            crashpoint("chain.before")
            entries = list(map(_with_version, work.entries, work._versioned))
            work.appended = append(session, work.authority.id if work.authority else None, entries)
            crashpoint("chain.after")
        return result


_INSERT_MESSAGES = insert(cast(Table, OutboxMessage.__table__))


def _name(command: Command) -> str:
    return command.name or type(command).__name__


def _fingerprint(command: Command) -> str:
    payload = {name: value for name, value in asdict(command).items() if name not in {"key", *command.unhashed}}
    return hashlib.sha256(json.dumps(payload, default=_written, sort_keys=True).encode()).hexdigest()


def _written(value: object) -> str:
    """A file of 20 MB is compared by its own fingerprint."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)


def _claim(session: Session, command: Command, work: Work) -> Result | None:
    """Insert the form's key, or answer with what it did before. Waits for a twin that is still at work."""
    if not command.key or work.actor_id is None:
        return None
    if len(command.key) > LONGEST_KEY:
        raise BadInput("key", say(N_("Форма повреждена. Откройте страницу снова")))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    claimed = session.execute(
        dialect.insert(IdempotencyKey)
        .values(
            key=command.key,
            person_id=work.actor_id,
            command=_name(command),
            payload_sha256=_fingerprint(command),
            at=work.now,
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    ).first()
    if claimed is not None:
        return None
    earlier = session.execute(
        select(IdempotencyKey).where(
            IdempotencyKey.key == command.key, IdempotencyKey.person_id == work.actor_id
        )
    ).scalar_one()
    if earlier.command != _name(command) or earlier.payload_sha256 != _fingerprint(command):
        raise BadInput("key", say(N_("Эта форма уже отправлена с другими данными. Откройте страницу снова")))
    return {**(earlier.result or {}), "repeated": True}


def _settle(session: Session, command: Command, work: Work, result: Result) -> None:
    if not command.key or work.actor_id is None:
        return
    row = session.get(IdempotencyKey, (command.key, work.actor_id))
    if row is not None:
        row.result = result


def _with_version(entry: NewEntry, row: Case | Packet | None) -> NewEntry:
    if row is None:
        return entry
    if isinstance(row, Case):
        return replace(entry, case_version=row.version)
    return replace(entry, data={**entry.data, "version": row.version})
