"""Who somebody is to a thing, what lists they may see, and which requests are let in at all.

A role is what the person is to this case: it is computed once from the assignments of today, inside the
transaction that uses it, so that a right that was taken away is gone at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, or_, select, true
from sqlalchemy.orm import Session

from workflow.memberships import SEES_ALL as SEES_ALL
from workflow.memberships import Membership as Membership
from workflow.memberships import Memberships as Memberships
from workflow.memberships import administers_all as administers_all
from workflow.memberships import authorities_as as authorities_as
from workflow.memberships import authorities_of as authorities_of
from workflow.memberships import authorities_seen_whole as authorities_seen_whole
from workflow.memberships import memberships_of as memberships_of
from workflow.memberships import roles_for_case as roles_for_case
from workflow.memberships import roles_in as roles_in
from workflow.memberships import schools_of as schools_of
from workflow.models.case import Case, Pair
from workflow.models.event import Event, EventSchool
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketCase
from workflow.models.person import Person, RoleAssignment
from workflow.models.person import RoleName as RoleName  # views speak of roles through here
from workflow.models.task import Task
from workflow.states.definition import Role


class NotHere(LookupError):
    """Absent, or another authority's: the answer is 404 in both cases, so that nobody learns which."""


def case_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Whole authorities for its people; own cases, and those one is the partner in, for a school's."""
    return _visible(*reach_of(memberships).values())


def reach_of(memberships: Memberships) -> dict[str, list[int]]:
    """The parameters of CASE_IS_VISIBLE."""
    at_schools = {one.authority_id for one in memberships if one.role is RoleName.SCHOOL}
    return {
        "seen_whole": sorted(authorities_seen_whole(memberships)),
        "seen_at_school": sorted(one for one in at_schools if one is not None),
        "own_schools": sorted(schools_of(memberships)),
    }


def _visible(whole: Any, at_school: Any, schools: Any) -> ColumnElement[bool]:
    partner_in = select(Pair.case_id).where(Pair.partner_school_id.in_(schools), Pair.ended_at.is_(None))
    return or_(
        _open_to(whole, at_school, schools), and_(Case.authority_id.in_(at_school), Case.id.in_(partner_in))
    )


def case_is_open_to(memberships: Memberships) -> ColumnElement[bool]:
    """With its work, papers and words; a partner is shown only what is shared: the pair and the deficits."""
    return _open_to(*reach_of(memberships).values())


def _open_to(whole: Any, at_school: Any, schools: Any) -> ColumnElement[bool]:
    own = and_(Case.authority_id.in_(at_school), Case.school_id.in_(schools))
    return or_(Case.authority_id.in_(whole), own)


#: The same question for statements that are made once; who asks is a parameter.
CASE_IS_VISIBLE = _visible(
    *(
        bindparam(name, expanding=True, type_=Integer)
        for name in ("seen_whole", "seen_at_school", "own_schools")
    )
)


def visible_cases(query: Select[Any], memberships: Memberships) -> Select[Any]:
    return query.where(case_is_visible(memberships))


def authorities_with_people(memberships: Memberships) -> frozenset[int] | None:
    """Where a person may look at the people: as an administrator or an observer. None: everywhere."""
    if administers_all(memberships):
        return None
    return frozenset(
        one.authority_id
        for one in memberships
        if one.role in (RoleName.ADMIN, RoleName.OBSERVER) and one.authority_id is not None
    )


def record_read_in(memberships: Memberships) -> frozenset[int]:
    """Authorities whose record a person reads: who approves there, and who observes."""
    return frozenset(
        one.authority_id
        for one in memberships
        if one.authority_id is not None and (one.role is RoleName.OBSERVER or one.may_approve)
    )


def record_checked_in(memberships: Memberships) -> frozenset[int] | None:
    """Where a person may prove the record, read or not. None: everywhere, the system's own record too."""
    if administers_all(memberships):
        return None
    administered = {one.authority_id for one in memberships if one.role is RoleName.ADMIN}
    return record_read_in(memberships) | {one for one in administered if one is not None}


def assignment_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """What somebody is to another authority is not told."""
    authorities = authorities_with_people(memberships)
    return true() if authorities is None else RoleAssignment.authority_id.in_(authorities)


def person_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Whoever is or was something there; who has no role at all is known to who administers all."""
    if administers_all(memberships):
        return true()
    return exists().where(RoleAssignment.person_id == Person.id, assignment_is_visible(memberships))


def task_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Of the cases that are open to one, and of one's own school: a partner's may belong to no single case."""
    conditions: list[ColumnElement[bool]] = [
        Task.case_id.in_(select(Case.id).where(case_is_open_to(memberships)))
    ]
    if whole := authorities_seen_whole(memberships):
        conditions.append(Task.authority_id.in_(whole))
    if own := schools_of(memberships):
        conditions.append(Task.school_id.in_(own))
    return or_(*conditions)


def order_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Every order of an authority for its people; for a school's, those that decided on a case it sees."""
    about_seen = (
        select(PacketCase.packet_id)
        .join(Case, Case.id == PacketCase.case_id)
        .where(PacketCase.decided, case_is_visible(memberships))
    )
    conditions: list[ColumnElement[bool]] = [
        Order.packet_id.in_(about_seen),
        Order.packet_id.in_(_packets_of_events(memberships)),
    ]
    if whole := authorities_seen_whole(memberships):
        conditions.append(Order.authority_id.in_(whole))
    return or_(*conditions)


def _packets_of_events(memberships: Memberships) -> Select[Any]:
    """Acts of the events that one's schools hold or are invited to."""
    return (
        select(Packet.id)
        .join(EventSchool, EventSchool.event_id == Packet.event_id)
        .where(EventSchool.school_id.in_(schools_of(memberships)))
    )


def event_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Whole authorities for its people; for a school's, the events that it holds or is invited to."""
    takes_part = exists().where(
        EventSchool.event_id == Event.id, EventSchool.school_id.in_(schools_of(memberships))
    )
    return or_(Event.authority_id.in_(authorities_seen_whole(memberships)), takes_part)


def roles_for_event(
    memberships: Memberships, *, authority_id: int, guests: Iterable[int], hosts: Iterable[int]
) -> Role:
    """What a person is to an event: the authority's roles; SCHOOL as a guest's, PARTNER as a host's."""
    roles, own = roles_in(memberships, authority_id), schools_of(memberships)
    if own & set(guests):
        roles |= Role.SCHOOL
    if own & set(hosts):
        roles |= Role.PARTNER
    return roles


def roles_for_task(
    memberships: Memberships, *, authority_id: int, school_id: int | None, assignee_role: str
) -> Role:
    """What a person is to a task: the authority's roles, and the role of the school that answers for it."""
    roles = roles_in(memberships, authority_id)
    if school_id in schools_of(memberships):
        roles |= Role.PARTNER if assignee_role == "partner" else Role.SCHOOL
    return roles


def partners_of(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Current partner schools by case, in one statement."""
    partners: dict[int, tuple[int, ...]] = dict.fromkeys(case_ids, ())
    rows = session.execute(
        select(Pair.case_id, Pair.partner_school_id)
        .where(Pair.case_id.in_(case_ids), Pair.ended_at.is_(None))
        .order_by(Pair.id)
    )
    for case_id, school_id in rows:
        partners[case_id] = (*partners[case_id], school_id)
    return partners


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is let in to ask. What they may do to the thing itself is decided where its role is known."""

    roles: frozenset[RoleName] = frozenset()
    signed_in: bool = False
    public: bool = False
    #: Whoever may approve, in addition: an official's right, not a role.
    approving: bool = False

    def admits(self, memberships: Memberships, *, signed_in: bool) -> bool:
        if self.public:
            return True
        held = any(one.role in self.roles or (self.approving and one.may_approve) for one in memberships)
        return signed_in and (self.signed_in or held)


PUBLIC = Audience(public=True)
SIGNED_IN = Audience(signed_in=True)
NOBODY_AT_ALL = Audience()  # a library brings the address along; we do not use it
OFFICE = Audience(
    frozenset({RoleName.METHODIST, RoleName.OFFICIAL, RoleName.CLERK, RoleName.COUNCIL, RoleName.SECRETARY})
)
READERS = Audience(OFFICE.roles | {RoleName.OBSERVER})
CASE_PEOPLE = Audience(OFFICE.roles | {RoleName.SCHOOL})
CASE_READERS = Audience(READERS.roles | {RoleName.SCHOOL})
METHODISTS = Audience(frozenset({RoleName.METHODIST}))
OPENERS = Audience(frozenset({RoleName.METHODIST, RoleName.OFFICIAL}))
SCHOOLS = Audience(frozenset({RoleName.SCHOOL}))
ENTERERS = Audience(frozenset({RoleName.METHODIST, RoleName.SCHOOL}))
LEADERS = Audience(frozenset({RoleName.METHODIST, RoleName.OFFICIAL}))
DECIDERS = Audience(
    frozenset({RoleName.OFFICIAL, RoleName.CLERK, RoleName.COUNCIL, RoleName.SECRETARY, RoleName.METHODIST})
)
OFFICIALS = Audience(frozenset({RoleName.OFFICIAL}))
SIGNERS = Audience(frozenset({RoleName.OFFICIAL, RoleName.CLERK}))
EDITORS = Audience(frozenset({RoleName.METHODIST, RoleName.OFFICIAL, RoleName.CLERK}))
#: Who enters what a body decided.
MINUTES = Audience(frozenset({RoleName.SECRETARY, RoleName.CLERK, RoleName.OFFICIAL}))
VISAS = Audience(frozenset({RoleName.OFFICIAL, RoleName.COUNCIL, RoleName.SECRETARY}))
ADMINS = Audience(frozenset({RoleName.ADMIN}))
HANDERS = Audience(frozenset({RoleName.OFFICIAL, RoleName.ADMIN}))
PEOPLE_READERS = Audience(frozenset({RoleName.ADMIN, RoleName.OBSERVER}))
#: An administrator proves the record without reading it.
RECORD_READERS = Audience(frozenset({RoleName.OBSERVER}), approving=True)
RECORD_CHECKERS = Audience(RECORD_READERS.roles | {RoleName.ADMIN}, approving=True)

#: Every request there is, and who may ask it. What is not listed is refused; a test walks the URL map.
PERMISSIONS: dict[tuple[str, str], Audience] = {
    # the house
    ("static", "GET"): PUBLIC,
    ("health.healthz", "GET"): PUBLIC,
    ("health.readyz", "GET"): PUBLIC,
    ("home.show", "GET"): SIGNED_IN,
    ("kept_form.show", "GET"): SIGNED_IN,
    ("kept_form.forget", "POST"): SIGNED_IN,
    ("preferences.save", "POST"): PUBLIC,
    ("notices.show", "GET"): SIGNED_IN,
    ("jobs.show", "GET"): ADMINS,
    ("jobs.retry", "POST"): ADMINS,
    ("notices.read", "POST"): SIGNED_IN,
    ("notices.follow", "POST"): SIGNED_IN,
    ("security.static", "GET"): NOBODY_AT_ALL,
    ("security.verify", "GET"): NOBODY_AT_ALL,
    ("security.verify", "POST"): NOBODY_AT_ALL,
    ("security.login", "GET"): PUBLIC,
    ("security.login", "POST"): PUBLIC,
    ("security.logout", "POST"): SIGNED_IN,
    ("security.change_password", "GET"): SIGNED_IN,
    ("security.change_password", "POST"): SIGNED_IN,
    # the queue, opening, programmes
    ("queue.show", "GET"): METHODISTS,
    ("queue.export", "GET"): METHODISTS,
    ("queue.sheet", "GET"): METHODISTS,
    ("opening.new", "GET"): OPENERS,
    ("opening.change", "POST"): OPENERS,
    ("opening.preview", "POST"): OPENERS,
    ("opening.create", "POST"): OPENERS,
    ("opening.table", "GET"): OPENERS,
    ("opening.template", "GET"): OPENERS,
    ("opening.read_table", "POST"): OPENERS,
    ("opening.open_table", "POST"): OPENERS,
    ("programme.list", "GET"): SIGNED_IN,
    ("programme.show", "GET"): SIGNED_IN,
    ("run.new", "GET"): OPENERS,
    ("run.create", "POST"): OPENERS,
    ("term.show", "GET"): READERS,
    ("term.answer", "POST"): OPENERS,
    ("turn_over.term", "GET"): OPENERS,
    ("turn_over.preview", "GET"): OPENERS,
    ("turn_over.create", "POST"): OPENERS,
    ("search.show", "GET"): CASE_READERS,
    # people
    ("people.list", "GET"): PEOPLE_READERS,
    ("people.export", "GET"): PEOPLE_READERS,
    ("people.sheet", "GET"): PEOPLE_READERS,
    ("people.show", "GET"): PEOPLE_READERS,
    ("people.new", "GET"): ADMINS,
    ("people.add", "POST"): ADMINS,
    ("people.table", "GET"): ADMINS,
    ("people.template", "GET"): ADMINS,
    ("people.read_table", "POST"): ADMINS,
    ("people.add_table", "POST"): ADMINS,
    ("people.new_role", "GET"): ADMINS,
    ("people.grant", "POST"): ADMINS,
    ("people.confirm_end", "GET"): ADMINS,
    ("people.end_role", "POST"): ADMINS,
    ("people.confirm_disable", "GET"): ADMINS,
    ("people.disable", "POST"): ADMINS,
    ("people.enable", "POST"): ADMINS,
    ("people.confirm_password", "GET"): ADMINS,
    ("people.set_password", "POST"): ADMINS,
    ("people.confirm_invitation", "GET"): ADMINS,
    ("people.invite", "POST"): ADMINS,
    ("handover.list", "GET"): HANDERS,
    ("handover.show", "GET"): HANDERS,
    ("handover.preview", "POST"): HANDERS,
    ("handover.hand_over", "POST"): HANDERS,
    ("invitation.show", "GET"): PUBLIC,
    ("invitation.accept", "POST"): PUBLIC,
    # cases, tasks, schools
    ("case.list", "GET"): CASE_READERS,
    ("case.export", "GET"): CASE_READERS,
    ("case.sheet", "GET"): CASE_READERS,
    ("case.show", "GET"): CASE_READERS,
    ("case.history", "GET"): CASE_READERS,
    ("case.picture", "GET"): CASE_READERS,
    ("case.paper", "GET"): CASE_READERS,
    ("case.step", "GET"): CASE_PEOPLE,
    ("case.move", "POST"): CASE_PEOPLE,
    ("case.methodist", "GET"): LEADERS,
    ("case.assign", "POST"): LEADERS,
    ("case.deficits", "GET"): CASE_READERS,
    ("case.add_deficit", "POST"): ENTERERS,
    ("case.type_deficit", "POST"): METHODISTS,
    ("case.remove_deficit", "POST"): ENTERERS,
    ("case.conclusion", "GET"): METHODISTS,
    ("case.conclude", "POST"): METHODISTS,
    ("case.partner", "GET"): METHODISTS,
    ("case.choose_partner", "POST"): METHODISTS,
    ("case.consent", "GET"): ENTERERS,
    ("case.answer", "POST"): ENTERERS,
    ("case.report", "GET"): METHODISTS,
    ("case.record_report", "POST"): METHODISTS,
    ("task.new", "GET"): LEADERS,
    ("task.create", "POST"): LEADERS,
    ("task.show", "GET"): CASE_READERS,
    ("task.give", "POST"): CASE_PEOPLE,
    ("task.check", "POST"): LEADERS,
    ("task.tick", "POST"): CASE_PEOPLE,
    ("task.close", "POST"): LEADERS,
    ("task.lift", "POST"): LEADERS,
    ("task.prolong", "POST"): LEADERS,
    ("task.file", "GET"): CASE_READERS,
    ("school.show", "GET"): SCHOOLS,
    ("school.seen", "GET"): READERS,
    ("school.print", "GET"): SCHOOLS,
    ("school.print_seen", "GET"): READERS,
    # plans and their measures
    ("plan.of_case", "GET"): METHODISTS,
    ("plan.make", "POST"): METHODISTS,
    ("plan.list", "GET"): CASE_READERS,
    ("plan.make_for_run", "POST"): METHODISTS,
    ("plan.show", "GET"): CASE_READERS,
    ("plan.print", "GET"): CASE_READERS,
    ("plan.activities", "GET"): METHODISTS,
    ("plan.take", "POST"): METHODISTS,
    ("plan.take_deficits", "POST"): METHODISTS,
    ("plan.approve", "POST"): METHODISTS,
    ("plan.reviewing", "GET"): ENTERERS,
    ("plan.review", "POST"): ENTERERS,
    ("plan.ending", "GET"): LEADERS,
    ("plan.end", "POST"): LEADERS,
    ("plan.new_measure", "GET"): METHODISTS,
    ("plan.add_measure", "POST"): METHODISTS,
    ("measure.show", "GET"): METHODISTS,
    ("measure.save", "POST"): METHODISTS,
    ("measure.move", "POST"): METHODISTS,
    ("measure.remove", "POST"): METHODISTS,
    ("measure.gap", "GET"): METHODISTS,
    ("measure.accept_gap", "POST"): METHODISTS,
    ("measure.finishing", "GET"): METHODISTS,
    ("measure.finish", "POST"): METHODISTS,
    ("measure.lifting", "GET"): METHODISTS,
    ("measure.lift", "POST"): METHODISTS,
    # indicators and rounds of a run, values of schools, notes and recommendations
    ("monitoring.show", "GET"): READERS,
    ("monitoring.take", "POST"): METHODISTS,
    ("indicator.new", "GET"): METHODISTS,
    ("indicator.add", "POST"): METHODISTS,
    ("indicator.show", "GET"): READERS,
    ("indicator.chart", "GET"): CASE_READERS,
    ("indicator.edit", "GET"): METHODISTS,
    ("indicator.save", "POST"): METHODISTS,
    ("indicator.confirm_end", "GET"): METHODISTS,
    ("indicator.end", "POST"): METHODISTS,
    ("round.new", "GET"): METHODISTS,
    ("round.add", "POST"): METHODISTS,
    ("round.edit", "GET"): METHODISTS,
    ("round.save", "POST"): METHODISTS,
    ("measurement.sheet", "GET"): METHODISTS,
    ("measurement.record", "POST"): METHODISTS,
    ("case.measurements", "GET"): ENTERERS,
    ("case.measure", "POST"): ENTERERS,
    ("case.note", "GET"): METHODISTS,
    ("case.record_note", "POST"): METHODISTS,
    ("case.recommendations", "GET"): METHODISTS,
    ("case.recommend", "POST"): METHODISTS,
    ("recommendation.edit", "GET"): METHODISTS,
    ("recommendation.save", "POST"): METHODISTS,
    ("recommendation.remove", "POST"): METHODISTS,
    # events and days that repeat
    ("events.show", "GET"): CASE_READERS,
    ("events.export", "GET"): CASE_READERS,
    ("events.sheet", "GET"): CASE_READERS,
    ("event.new", "GET"): METHODISTS,
    ("event.plan", "POST"): METHODISTS,
    ("event.show", "GET"): CASE_READERS,
    ("event.edit", "GET"): METHODISTS,
    ("event.save", "POST"): METHODISTS,
    ("event.step", "GET"): ENTERERS,
    ("event.move", "POST"): ENTERERS,
    ("event.kickoff", "GET"): METHODISTS,
    ("event.record_kickoff", "POST"): METHODISTS,
    ("event.put_up", "POST"): METHODISTS,
    ("event.attendance", "GET"): CASE_READERS,
    ("event.attend", "POST"): ENTERERS,
    ("event.blank", "GET"): METHODISTS,
    ("event.read_table", "POST"): METHODISTS,
    ("event.enter_table", "POST"): METHODISTS,
    ("event.unattend", "POST"): ENTERERS,
    ("event.reflection", "GET"): ENTERERS,
    ("event.reflect", "POST"): ENTERERS,
    ("event.outputs", "GET"): ENTERERS,
    ("event.add_output", "POST"): ENTERERS,
    ("event.remove_output", "POST"): ENTERERS,
    ("event.file", "GET"): CASE_READERS,
    ("series.new", "GET"): METHODISTS,
    ("series.make", "POST"): METHODISTS,
    ("series.show", "GET"): READERS,
    ("series.end", "POST"): METHODISTS,
    # packets, approvals, orders and their register
    ("approvals.show", "GET"): OFFICE,
    ("approvals.preview", "GET"): OFFICIALS,
    ("approvals.decide", "POST"): OFFICIALS,
    ("register.show", "GET"): CASE_READERS,
    ("register.print", "GET"): CASE_READERS,
    ("register.export", "GET"): CASE_READERS,
    ("register.sheet", "GET"): CASE_READERS,
    ("order.show", "GET"): CASE_READERS,
    ("order.pdf", "GET"): CASE_READERS,
    ("order.docx", "GET"): CASE_READERS,
    ("order.mark", "POST"): OFFICIALS,
    ("packet.protocol", "GET"): MINUTES,
    ("packet.adopt", "POST"): MINUTES,
    ("body.list", "GET"): READERS,
    ("body.make", "POST"): OPENERS,
    ("body.show", "GET"): READERS,
    ("body.record", "POST"): MINUTES,
    ("protocol.file", "GET"): READERS,
    ("packet.propose", "GET"): METHODISTS,
    ("packet.assemble", "POST"): METHODISTS,
    ("packet.show", "GET"): OFFICE,
    ("packet.edit", "GET"): EDITORS,
    ("packet.save", "POST"): EDITORS,
    ("packet.submit", "POST"): METHODISTS,
    ("packet.sign_off", "POST"): VISAS,
    ("packet.withdraw_sign_off", "POST"): VISAS,
    ("packet.leave_out", "POST"): OFFICIALS,
    ("packet.return", "POST"): OFFICIALS,
    ("packet.withdraw", "POST"): METHODISTS,
    ("packet.approve", "POST"): OFFICIALS,
    ("packet.revoke", "POST"): OFFICIALS,
    ("packet.sign", "POST"): SIGNERS,
    ("packet.unsign", "POST"): SIGNERS,
    ("packet.register", "POST"): SIGNERS,
    ("packet.issue", "POST"): OFFICIALS,
    ("packet.decide", "POST"): OFFICIALS,
    ("packet.dissolve", "POST"): METHODISTS,
    ("packet.add", "POST"): METHODISTS,
    ("packet.remove", "POST"): METHODISTS,
    # the record
    ("audit.show", "GET"): RECORD_CHECKERS,
    ("audit.export", "GET"): RECORD_READERS,
    ("audit.sheet", "GET"): RECORD_READERS,
    ("audit.check", "POST"): RECORD_CHECKERS,
}
