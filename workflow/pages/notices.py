"""What a person was told: the unread first, then by days, with the words of what each notice is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Row, ScalarSelect, Select, select
from sqlalchemy.orm import Session, aliased

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.models.authority import School
from workflow.models.case import Case, Pair
from workflow.models.event import Event, EventSeries
from workflow.models.notice import Notice
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketCase
from workflow.models.task import Evidence, Task
from workflow.pages.frame import OUT, capped, unread_notices

PAGE = 50
NEW, OLD = "new", "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """Names are empty and ids None where a notice is about something else."""

    id: int
    kind: str  # packet:submitted: names the partial that says it
    at: datetime  # by the reader's wall clock
    is_new: bool
    is_today: bool
    case_id: int | None
    packet_id: int | None
    task_id: int | None
    order_id: int | None
    school: str  # of the case, else of the task
    partner: str
    task: str
    task_due_on: date | None
    packet: str
    packet_waits: bool  # for a decision, still
    comment: str  # with which a packet, a school or evidence came back
    evidence: str
    order_number: str
    order_on: date | None
    order_title: str
    act_type: str
    event_id: int | None
    event: str  # its title
    event_on: date | None
    series_id: int | None
    series: str
    side: str  # school | partner: who answered
    subject: str  # task | case | packet: whose deadline it is
    due_on: date | None
    is_late: bool
    #: Cases, tasks, packets and posts that came from a colleague.
    handed_over: tuple[int, int, int, int] = (0, 0, 0, 0)

    @property
    def partial(self) -> str:
        return f"partials/notices/{self.kind.replace(':', '_')}.html"


@dataclass(frozen=True, slots=True)
class Section:
    """The unread ones in one, the read ones a day each."""

    on: date | None  # None: unread
    rows: tuple[NoticeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesPage:
    sections: tuple[Section, ...]
    only_new: bool
    new: int  # both up to COUNT_LIMIT
    all: int
    newest_id: int  # 0 when nothing on the page is unread
    next: str  # cursor of the next page, or empty
    is_first: bool
    today: date


def notices_page(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    *,
    only_new: bool = False,
    after: str = "",
    now: datetime,
) -> NoticesPage:
    zone = ZoneInfo(access.zone_of(memberships))
    found = _found(session, person_id, memberships, only_new=only_new, after=after)
    rows = [_row(row, zone, now) for row in found[:PAGE]]
    new, everything = session.execute(
        select(
            capped(unread_notices(person_id, memberships)),
            capped(_own(person_id, memberships)),
        )
    ).one()
    unread = [row.id for row in rows if row.is_new]
    return NoticesPage(
        sections=tuple(_sections(rows)),
        only_new=only_new,
        new=new,
        all=everything,
        newest_id=max(unread, default=0),
        next=_cursor(rows[-1]) if len(found) > PAGE else "",
        is_first=not after,
        today=local_date(now, zone),
    )


def notice_of(
    session: Session, person_id: int, memberships: access.Memberships, notice_id: int, *, now: datetime
) -> NoticeRow:
    """One of one's own, to follow where it leads."""
    row = session.execute(_rows(person_id, memberships).where(Notice.id == notice_id)).one_or_none()
    if row is None:
        raise NotHere
    return _row(row, ZoneInfo("UTC"), now)


def _found(
    session: Session, person_id: int, memberships: access.Memberships, *, only_new: bool, after: str
) -> Sequence[Row[Any]]:
    """One row more than a page says whether there is another; two lists, each by its own index."""
    part, last = _parse(after)
    rows: list[Row[Any]] = []
    if part == NEW:
        unread = _rows(person_id, memberships).where(Notice.read_at.is_(None))
        rows += session.execute(_before(unread, last).limit(PAGE + 1)).all()
    if not only_new and len(rows) <= PAGE:
        read = _rows(person_id, memberships).where(Notice.read_at.is_not(None))
        read = _before(read, last if part == OLD else None)
        rows += session.execute(read.limit(PAGE + 1 - len(rows))).all()
    return rows


def _before(query: Select[Any], last: int | None) -> Select[Any]:
    return (query if last is None else query.where(Notice.id < last)).order_by(Notice.id.desc())


def _own(person_id: int, memberships: access.Memberships) -> Select[int]:
    return select(Notice.id).where(
        Notice.recipient_id == person_id, Notice.authority_id.in_(access.authorities_of(memberships))
    )


def _rows(person_id: int, memberships: access.Memberships) -> Select[Any]:
    own, task_school, partner = aliased(School), aliased(School), aliased(School)
    pair_id = Notice.values["pair_id"].as_integer()
    evidence_id = Notice.values["evidence_id"].as_integer()
    query: Any = (
        select(
            Notice,
            own.name.label("school"),
            task_school.name.label("task_school"),
            partner.name.label("partner"),
            Task.title.label("task"),
            Task.due_on.label("task_due_on"),
            Packet.title.label("packet"),
            Packet.state.label("packet_state"),
            Packet.return_comment,
            _left_out_words().label("left_out"),
            Event.title.label("event"),
            Event.from_on.label("event_on"),
            EventSeries.title.label("series"),
            Evidence.title.label("evidence"),
            Evidence.comment.label("evidence_comment"),
            Order.number_text,
            Order.dated_on,
            Order.title.label("order_title"),
            Order.act_type,
        )
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(own, own.id == Case.school_id)
        .outerjoin(Task, Task.id == Notice.task_id)
        .outerjoin(task_school, task_school.id == Task.school_id)
        .outerjoin(Packet, Packet.id == Notice.packet_id)
        .outerjoin(Order, Order.id == Notice.order_id)
        .outerjoin(Pair, Pair.id == pair_id)
        .outerjoin(partner, partner.id == Pair.partner_school_id)
        .outerjoin(Evidence, Evidence.id == evidence_id)
        .outerjoin(Event, Event.id == Notice.values["event_id"].as_integer())
        .outerjoin(EventSeries, EventSeries.id == Notice.values["series_id"].as_integer())
        .where(
            Notice.recipient_id == person_id,
            Notice.authority_id.in_(access.authorities_of(memberships)),
        )
    )
    return cast(Select[Any], query)


def _left_out_words() -> ScalarSelect[str]:
    """The latest: a school may be left out of one packet more than once."""
    return (
        select(PacketCase.comment)
        .where(
            PacketCase.packet_id == Notice.packet_id,
            PacketCase.case_id == Notice.case_id,
            PacketCase.left_out_at.is_not(None),
        )
        .order_by(PacketCase.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _row(row: Row[Any], zone: ZoneInfo, now: datetime) -> NoticeRow:
    notice: Notice = row.Notice
    due_on = notice.values.get("due_on")
    at = notice.created_at.astimezone(zone)
    returned = {"packet:returned": row.return_comment, "packet:left_out": row.left_out}
    return NoticeRow(
        id=notice.id,
        kind=notice.kind,
        at=at,
        is_new=notice.read_at is None,
        is_today=at.date() == local_date(now, zone),
        case_id=notice.case_id,
        packet_id=notice.packet_id,
        task_id=notice.task_id,
        order_id=notice.order_id,
        school=row.school or row.task_school or "",
        partner=row.partner or "",
        task=row.task or "",
        task_due_on=row.task_due_on,
        packet=row.packet or "",
        packet_waits=row.packet_state in OUT,
        comment=returned.get(notice.kind, row.evidence_comment) or "",
        evidence=row.evidence or "",
        order_number=row.number_text or "",
        order_on=row.dated_on,
        order_title=row.order_title or "",
        act_type=row.act_type or "",
        event_id=notice.values.get("event_id"),
        event=row.event or "",
        event_on=row.event_on,
        series_id=notice.values.get("series_id"),
        series=row.series or "",
        side=notice.values.get("side", ""),
        subject=notice.values.get("subject", ""),
        due_on=date.fromisoformat(due_on) if due_on else None,
        is_late=bool(notice.values.get("late")),
        handed_over=_handed_over(notice.values),
    )


def _handed_over(values: dict[str, Any]) -> tuple[int, int, int, int]:
    cases, tasks, packets, posts = (int(values.get(name, 0)) for name in ("cases", "tasks", "packets", "posts"))
    return cases, tasks, packets, posts


def _sections(rows: Iterable[NoticeRow]) -> list[Section]:
    """A notice that was late in coming stands under the day of what happened, not under a second heading."""
    days: dict[date | None, list[NoticeRow]] = {}
    for row in rows:
        days.setdefault(None if row.is_new else row.at.date(), []).append(row)
    return [Section(on, tuple(found)) for on, found in days.items()]


def _cursor(row: NoticeRow) -> str:
    return f"{NEW if row.is_new else OLD}-{row.id}"


def _parse(after: str) -> tuple[str, int | None]:
    """What the address does not say rightly begins at the top."""
    part, _, number = after.partition("-")
    if part in (NEW, OLD) and number.isascii() and number.isdigit() and len(number) <= 18:
        return part, int(number)
    return NEW, None
