"""Who may ask what, written down a second time: from the guides, not from the code it judges.

A row says what an address names (`of`), whose role lets them ask at all (`asks`), and, where the thing itself
lets fewer of them go on, which (`acts`). `SEES` says whose things each visitor sees. A route without a row, and
a row without a route, fail the walk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.access.kingdom import BESIDE, ELSEWHERE, OWN

#: A visitor -> the person of the kingdom. Nobody stands behind `anonymous`.
VISITORS: Mapping[str, str] = {
    "anonymous": "",
    "closed": "closed",
    "school_own": "s1",
    "school_beside": "s2",
    "school_elsewhere": "elsewhere",
    "partner_paired": "p1",
    "partner_unpaired": "p2",
    "methodist": "methodist",
    "approver": "approver",
    "signatory": "signatory",
    "clerk": "clerk",
    "council": "council",
    "secretary": "secretary",
    "observer": "observer",
    "admin": "admin",
    "general": "general",
}
OUTSIDE = frozenset({"anonymous", "closed"})
SIGNED_IN = frozenset(VISITORS) - OUTSIDE
EVERYBODY = frozenset(VISITORS)
NOBODY: frozenset[str] = frozenset()

SCHOOLS = frozenset({"school_own", "school_beside", "school_elsewhere", "partner_paired", "partner_unpaired"})
OFFICIALS = frozenset({"approver", "signatory"})
APPROVERS = frozenset({"approver"})
METHODISTS = frozenset({"methodist"})
COUNCIL = frozenset({"council", "secretary"})
CLERKS = frozenset({"clerk"})
OBSERVERS = frozenset({"observer"})
ADMINS = frozenset({"admin", "general"})
OFFICE = METHODISTS | OFFICIALS | CLERKS | COUNCIL
READERS = OFFICE | OBSERVERS
LEADERS = METHODISTS | OFFICIALS
MINUTES = OFFICIALS | CLERKS | frozenset({"secretary"})
CASE_READERS = READERS | SCHOOLS
CASE_PEOPLE = OFFICE | SCHOOLS
ENTERERS = METHODISTS | SCHOOLS
#: A supported school or its methodist; not whoever is only its partner.
OF_THE_CASE = ENTERERS - {"partner_paired"}

HOME = frozenset({OWN, BESIDE})


def _same(visitors: frozenset[str], columns: frozenset[str]) -> dict[str, frozenset[str]]:
    return dict.fromkeys(visitors, columns)


#: Guide, section 5: own school, own municipality, pair only; administrators see no case.
_CASES = {
    **_same(READERS, HOME),
    "school_own": frozenset({OWN}),
    "school_beside": frozenset({BESIDE}),
    "school_elsewhere": frozenset({ELSEWHERE}),
    "partner_paired": frozenset({OWN}),
}
SEES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "case": _CASES,
    #: A partner is shown what is shared: the deficits and the pair; not the school's work and its papers.
    "work": {visitor: columns for visitor, columns in _CASES.items() if visitor != "partner_paired"},
    #: What was decided of the help, for the one who gives it: by a pair in force, and by nothing else.
    "help": {"partner_paired": frozenset({OWN})},
    #: Of the kingdom each school is a guest of its own event; p1 holds the one of s1.
    "event": _CASES,
    "school": _same(READERS, HOME),
    #: A run is for its authority's people and for the schools that take part in it.
    "part": {
        **_same(READERS | {"school_own", "school_beside", "partner_paired"}, HOME),
        "school_elsewhere": frozenset({ELSEWHERE}),
    },
    "municipality": {
        **_same(READERS | SCHOOLS | {"admin"}, HOME),
        "school_elsewhere": frozenset({ELSEWHERE}),
        "general": HOME | {ELSEWHERE},
    },
    #: Councils and their protocols are the office's.
    "office": _same(READERS, HOME),
    #: An administrator keeps the catalogue of bodies, without a word of what they decided.
    "body": {**_same(READERS | {"admin"}, HOME), "general": HOME | {ELSEWHERE}},
    #: A notice is its reader's own.
    "notice": {
        "school_own": frozenset({OWN}),
        "school_beside": frozenset({BESIDE}),
        "school_elsewhere": frozenset({ELSEWHERE}),
    },
    "person": {**_same(OBSERVERS | {"admin"}, HOME), "general": HOME | {ELSEWHERE}},
}


@dataclass(frozen=True, kw_only=True)
class Row:
    of: str = ""
    asks: frozenset[str]
    acts: frozenset[str] | None = None


ORACLE: Mapping[tuple[str, str], Row] = {
    # the house
    ("static", "GET"): Row(asks=EVERYBODY),
    ("health.healthz", "GET"): Row(asks=EVERYBODY),
    ("health.readyz", "GET"): Row(asks=EVERYBODY),
    ("home.show", "GET"): Row(asks=SIGNED_IN),
    ("kept_form.show", "GET"): Row(asks=SIGNED_IN),
    ("kept_form.forget", "POST"): Row(asks=SIGNED_IN),
    ("preferences.save", "POST"): Row(asks=EVERYBODY),
    ("security.static", "GET"): Row(asks=NOBODY),
    ("security.verify", "GET"): Row(asks=NOBODY),
    ("security.verify", "POST"): Row(asks=NOBODY),
    ("security.login", "GET"): Row(asks=EVERYBODY),
    ("security.login", "POST"): Row(asks=EVERYBODY),
    ("security.logout", "POST"): Row(asks=SIGNED_IN),
    ("security.change_password", "GET"): Row(asks=SIGNED_IN),
    ("security.change_password", "POST"): Row(asks=SIGNED_IN),
    # the queue, opening, programmes
    ("queue.show", "GET"): Row(asks=METHODISTS),
    ("queue.export", "GET"): Row(asks=METHODISTS),
    ("queue.sheet", "GET"): Row(asks=METHODISTS),
    ("opening.new", "GET"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("opening.change", "POST"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("opening.preview", "POST"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("opening.create", "POST"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("opening.table", "GET"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("opening.template", "GET"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("opening.read_table", "POST"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("opening.open_table", "POST"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("programme.list", "GET"): Row(asks=SIGNED_IN),
    ("programme.show", "GET"): Row(of="municipality", asks=SIGNED_IN),
    ("run.new", "GET"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("run.create", "POST"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("term.show", "GET"): Row(of="municipality", asks=READERS),
    ("term.answer", "POST"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("turn_over.term", "GET"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("turn_over.preview", "GET"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("turn_over.create", "POST"): Row(of="municipality", asks=METHODISTS | OFFICIALS),
    ("search.show", "GET"): Row(asks=CASE_READERS),
    # people
    ("people.list", "GET"): Row(asks=ADMINS | OBSERVERS),
    ("people.export", "GET"): Row(asks=ADMINS | OBSERVERS),
    ("people.sheet", "GET"): Row(asks=ADMINS | OBSERVERS),
    ("people.show", "GET"): Row(of="person", asks=ADMINS | OBSERVERS),
    ("people.new", "GET"): Row(of="municipality", asks=ADMINS),
    ("people.add", "POST"): Row(of="municipality", asks=ADMINS),
    ("people.table", "GET"): Row(of="municipality", asks=ADMINS),
    ("people.template", "GET"): Row(of="municipality", asks=ADMINS),
    ("people.read_table", "POST"): Row(of="municipality", asks=ADMINS),
    ("people.add_table", "POST"): Row(of="municipality", asks=ADMINS),
    ("people.new_role", "GET"): Row(of="person", asks=ADMINS),
    ("people.grant", "POST"): Row(of="person", asks=ADMINS),
    ("people.confirm_end", "GET"): Row(of="person", asks=ADMINS),
    ("people.end_role", "POST"): Row(of="person", asks=ADMINS),
    ("people.confirm_disable", "GET"): Row(of="person", asks=ADMINS),
    ("people.disable", "POST"): Row(of="person", asks=ADMINS),
    ("people.enable", "POST"): Row(of="person", asks=ADMINS),
    ("people.confirm_password", "GET"): Row(of="person", asks=ADMINS),
    ("people.set_password", "POST"): Row(of="person", asks=ADMINS),
    ("people.confirm_invitation", "GET"): Row(of="person", asks=ADMINS),
    ("people.invite", "POST"): Row(of="person", asks=ADMINS),
    ("handover.list", "GET"): Row(asks=OFFICIALS | ADMINS),
    ("handover.show", "GET"): Row(of="municipality", asks=OFFICIALS | ADMINS),
    ("handover.preview", "POST"): Row(of="municipality", asks=OFFICIALS | ADMINS),
    ("handover.hand_over", "POST"): Row(of="municipality", asks=OFFICIALS | ADMINS),
    ("invitation.show", "GET"): Row(asks=EVERYBODY),
    ("invitation.accept", "POST"): Row(asks=EVERYBODY),
    # cases, tasks, schools
    ("case.list", "GET"): Row(asks=CASE_READERS),
    ("case.export", "GET"): Row(asks=CASE_READERS),
    ("case.sheet", "GET"): Row(asks=CASE_READERS),
    ("case.show", "GET"): Row(of="case", asks=CASE_READERS),
    ("case.history", "GET"): Row(of="work", asks=CASE_READERS),
    ("case.picture", "GET"): Row(of="case", asks=CASE_READERS),
    ("case.paper", "GET"): Row(of="work", asks=CASE_READERS),
    ("case.step", "GET"): Row(of="case", asks=CASE_PEOPLE),
    ("case.move", "POST"): Row(of="case", asks=CASE_PEOPLE),
    ("case.methodist", "GET"): Row(of="case", asks=LEADERS),
    ("case.assign", "POST"): Row(of="case", asks=LEADERS),
    ("case.deficits", "GET"): Row(of="case", asks=CASE_READERS),
    ("case.add_deficit", "POST"): Row(of="case", asks=ENTERERS, acts=OF_THE_CASE),
    ("case.type_deficit", "POST"): Row(of="case", asks=METHODISTS),
    ("case.remove_deficit", "POST"): Row(of="case", asks=ENTERERS, acts=OF_THE_CASE),
    ("case.conclusion", "GET"): Row(of="case", asks=METHODISTS),
    ("case.conclude", "POST"): Row(of="case", asks=METHODISTS),
    ("case.partner", "GET"): Row(of="case", asks=METHODISTS),
    ("case.choose_partner", "POST"): Row(of="case", asks=METHODISTS),
    ("case.consent", "GET"): Row(of="case", asks=ENTERERS),
    ("case.answer", "POST"): Row(of="case", asks=ENTERERS, acts=OF_THE_CASE),
    ("case.report", "GET"): Row(of="case", asks=METHODISTS),
    ("case.record_report", "POST"): Row(of="case", asks=METHODISTS),
    ("task.new", "GET"): Row(of="case", asks=LEADERS),
    ("task.create", "POST"): Row(of="case", asks=LEADERS),
    ("task.show", "GET"): Row(of="work", asks=CASE_READERS),
    ("task.give", "POST"): Row(of="work", asks=CASE_PEOPLE),
    ("task.check", "POST"): Row(of="work", asks=LEADERS),
    ("task.tick", "POST"): Row(of="work", asks=CASE_PEOPLE),
    ("task.close", "POST"): Row(of="work", asks=LEADERS),
    ("task.lift", "POST"): Row(of="work", asks=LEADERS),
    ("task.prolong", "POST"): Row(of="work", asks=LEADERS),
    ("task.file", "GET"): Row(of="work", asks=CASE_READERS),
    ("school.show", "GET"): Row(asks=SCHOOLS),
    ("school.seen", "GET"): Row(of="school", asks=READERS),
    ("school.print", "GET"): Row(asks=SCHOOLS),
    ("school.print_seen", "GET"): Row(of="school", asks=READERS),
    # plans and their measures
    ("plan.of_case", "GET"): Row(of="work", asks=METHODISTS),
    ("plan.make", "POST"): Row(of="work", asks=METHODISTS),
    ("plan.list", "GET"): Row(of="part", asks=CASE_READERS),
    ("plan.make_for_run", "POST"): Row(of="part", asks=METHODISTS),
    ("plan.show", "GET"): Row(of="work", asks=CASE_READERS),
    ("plan.shared", "GET"): Row(of="help", asks=SCHOOLS),
    ("plan.print", "GET"): Row(of="work", asks=CASE_READERS),
    ("plan.activities", "GET"): Row(of="work", asks=METHODISTS),
    ("plan.take", "POST"): Row(of="work", asks=METHODISTS),
    ("plan.take_deficits", "POST"): Row(of="work", asks=METHODISTS),
    ("plan.approve", "POST"): Row(of="work", asks=METHODISTS),
    ("plan.reviewing", "GET"): Row(of="work", asks=ENTERERS),
    ("plan.review", "POST"): Row(of="work", asks=ENTERERS),
    ("plan.ending", "GET"): Row(of="work", asks=LEADERS),
    ("plan.end", "POST"): Row(of="work", asks=LEADERS),
    ("plan.new_measure", "GET"): Row(of="work", asks=METHODISTS),
    ("plan.add_measure", "POST"): Row(of="work", asks=METHODISTS),
    ("measure.show", "GET"): Row(of="work", asks=METHODISTS),
    ("measure.save", "POST"): Row(of="work", asks=METHODISTS),
    ("measure.move", "POST"): Row(of="work", asks=METHODISTS),
    ("measure.remove", "POST"): Row(of="work", asks=METHODISTS),
    ("measure.gap", "GET"): Row(of="work", asks=METHODISTS),
    ("measure.accept_gap", "POST"): Row(of="work", asks=METHODISTS),
    ("measure.finishing", "GET"): Row(of="work", asks=METHODISTS),
    ("measure.finish", "POST"): Row(of="work", asks=METHODISTS),
    ("measure.lifting", "GET"): Row(of="work", asks=METHODISTS),
    ("measure.lift", "POST"): Row(of="work", asks=METHODISTS),
    # indicators and rounds of a run, values of schools, notes and recommendations
    ("monitoring.show", "GET"): Row(of="municipality", asks=READERS),
    ("monitoring.take", "POST"): Row(of="municipality", asks=METHODISTS),
    ("indicator.new", "GET"): Row(of="municipality", asks=METHODISTS),
    ("indicator.add", "POST"): Row(of="municipality", asks=METHODISTS),
    ("indicator.show", "GET"): Row(of="municipality", asks=READERS),
    ("indicator.chart", "GET"): Row(of="municipality", asks=CASE_READERS),
    ("indicator.edit", "GET"): Row(of="municipality", asks=METHODISTS),
    ("indicator.save", "POST"): Row(of="municipality", asks=METHODISTS),
    ("indicator.confirm_end", "GET"): Row(of="municipality", asks=METHODISTS),
    ("indicator.end", "POST"): Row(of="municipality", asks=METHODISTS),
    ("round.new", "GET"): Row(of="municipality", asks=METHODISTS),
    ("round.add", "POST"): Row(of="municipality", asks=METHODISTS),
    ("round.edit", "GET"): Row(of="municipality", asks=METHODISTS),
    ("round.save", "POST"): Row(of="municipality", asks=METHODISTS),
    ("measurement.sheet", "GET"): Row(of="municipality", asks=METHODISTS),
    ("measurement.record", "POST"): Row(of="municipality", asks=METHODISTS),
    ("case.measurements", "GET"): Row(of="work", asks=ENTERERS),
    ("case.measure", "POST"): Row(of="work", asks=ENTERERS),
    ("case.note", "GET"): Row(of="case", asks=METHODISTS),
    ("case.record_note", "POST"): Row(of="case", asks=METHODISTS),
    ("case.recommendations", "GET"): Row(of="case", asks=METHODISTS),
    ("case.recommend", "POST"): Row(of="case", asks=METHODISTS),
    ("recommendation.edit", "GET"): Row(of="case", asks=METHODISTS),
    ("recommendation.save", "POST"): Row(of="case", asks=METHODISTS),
    ("recommendation.remove", "POST"): Row(of="case", asks=METHODISTS),
    # events and days that repeat
    ("events.show", "GET"): Row(asks=CASE_READERS),
    ("events.calendar", "GET"): Row(asks=CASE_READERS),
    ("events.export", "GET"): Row(asks=CASE_READERS),
    ("events.sheet", "GET"): Row(asks=CASE_READERS),
    ("event.new", "GET"): Row(of="municipality", asks=METHODISTS),
    ("event.plan", "POST"): Row(of="municipality", asks=METHODISTS),
    ("event.show", "GET"): Row(of="event", asks=CASE_READERS),
    ("event.history", "GET"): Row(of="event", asks=CASE_READERS),
    ("event.edit", "GET"): Row(of="event", asks=METHODISTS),
    ("event.save", "POST"): Row(of="event", asks=METHODISTS),
    ("event.step", "GET"): Row(of="event", asks=ENTERERS),
    ("event.move", "POST"): Row(of="event", asks=ENTERERS),
    ("event.kickoff", "GET"): Row(of="event", asks=METHODISTS),
    ("event.record_kickoff", "POST"): Row(of="event", asks=METHODISTS),
    ("event.put_up", "POST"): Row(of="event", asks=METHODISTS),
    ("event.attendance", "GET"): Row(of="event", asks=CASE_READERS),
    ("event.attend", "POST"): Row(of="event", asks=ENTERERS),
    ("event.blank", "GET"): Row(of="event", asks=METHODISTS),
    ("event.read_table", "POST"): Row(of="event", asks=METHODISTS),
    ("event.enter_table", "POST"): Row(of="event", asks=METHODISTS),
    ("event.unattend", "POST"): Row(of="event", asks=ENTERERS),
    ("event.reflection", "GET"): Row(of="work", asks=ENTERERS),
    ("event.reflect", "POST"): Row(of="work", asks=ENTERERS),
    ("event.outputs", "GET"): Row(of="event", asks=ENTERERS),
    ("event.add_output", "POST"): Row(of="event", asks=ENTERERS),
    ("event.remove_output", "POST"): Row(of="event", asks=ENTERERS),
    ("event.file", "GET"): Row(of="event", asks=CASE_READERS),
    ("series.new", "GET"): Row(of="municipality", asks=METHODISTS),
    ("series.make", "POST"): Row(of="municipality", asks=METHODISTS),
    ("series.show", "GET"): Row(of="school", asks=READERS),
    ("series.end", "POST"): Row(of="school", asks=METHODISTS),
    # packets, approvals, orders and their register
    ("approvals.show", "GET"): Row(asks=OFFICE),
    ("approvals.preview", "GET"): Row(asks=OFFICIALS),
    ("approvals.decide", "POST"): Row(asks=OFFICIALS),
    ("register.show", "GET"): Row(asks=CASE_READERS),
    ("register.print", "GET"): Row(asks=CASE_READERS),
    ("register.export", "GET"): Row(asks=CASE_READERS),
    ("register.sheet", "GET"): Row(asks=CASE_READERS),
    ("order.show", "GET"): Row(of="case", asks=CASE_READERS),
    ("order.pdf", "GET"): Row(of="case", asks=CASE_READERS),
    ("order.docx", "GET"): Row(of="case", asks=CASE_READERS),
    ("order.mark", "POST"): Row(of="case", asks=OFFICIALS),
    ("packet.propose", "GET"): Row(asks=METHODISTS),
    ("packet.assemble", "POST"): Row(asks=METHODISTS),
    ("packet.show", "GET"): Row(of="case", asks=OFFICE),
    ("packet.edit", "GET"): Row(of="case", asks=LEADERS | CLERKS),
    ("packet.save", "POST"): Row(of="case", asks=LEADERS | CLERKS),
    ("packet.submit", "POST"): Row(of="case", asks=METHODISTS),
    ("packet.sign_off", "POST"): Row(of="case", asks=OFFICIALS | COUNCIL),
    ("packet.withdraw_sign_off", "POST"): Row(of="case", asks=OFFICIALS | COUNCIL),
    ("packet.leave_out", "POST"): Row(of="case", asks=OFFICIALS),
    ("packet.return", "POST"): Row(of="case", asks=OFFICIALS),
    ("packet.withdraw", "POST"): Row(of="case", asks=METHODISTS),
    ("packet.approve", "POST"): Row(of="case", asks=OFFICIALS),
    ("packet.revoke", "POST"): Row(of="case", asks=OFFICIALS),
    ("packet.sign", "POST"): Row(of="case", asks=OFFICIALS | CLERKS),
    ("packet.unsign", "POST"): Row(of="case", asks=OFFICIALS | CLERKS),
    ("packet.register", "POST"): Row(of="case", asks=OFFICIALS | CLERKS),
    ("packet.issue", "POST"): Row(of="case", asks=OFFICIALS),
    ("packet.decide", "POST"): Row(of="case", asks=OFFICIALS),
    ("packet.dissolve", "POST"): Row(of="case", asks=METHODISTS),
    ("packet.protocol", "GET"): Row(of="case", asks=MINUTES),
    ("packet.adopt", "POST"): Row(of="case", asks=MINUTES),
    # bodies and their protocols
    ("project.list", "GET"): Row(of="office", asks=READERS),
    ("project.take", "POST"): Row(of="office", asks=LEADERS),
    ("project.curate", "POST"): Row(of="office", asks=LEADERS),
    # papers that the programme wants of its performers
    ("deliverable.list", "GET"): Row(of="office", asks=READERS),
    ("deliverable.print", "GET"): Row(of="office", asks=READERS),
    ("deliverable.export", "GET"): Row(of="office", asks=READERS),
    ("deliverable.sheet", "GET"): Row(of="office", asks=READERS),
    ("deliverable.file", "GET"): Row(of="office", asks=READERS),
    ("deliverable.appoint", "POST"): Row(of="office", asks=LEADERS),
    ("deliverable.ask", "GET"): Row(of="office", asks=OFFICE),
    ("deliverable.hand_in", "POST"): Row(of="office", asks=OFFICE),
    ("body.list", "GET"): Row(asks=READERS | ADMINS),
    ("body.make", "POST"): Row(asks=LEADERS | ADMINS),
    ("body.show", "GET"): Row(of="body", asks=READERS | ADMINS),
    ("body.change", "POST"): Row(of="body", asks=LEADERS | ADMINS),
    ("body.record", "POST"): Row(of="office", asks=MINUTES),
    ("protocol.file", "GET"): Row(of="office", asks=READERS),
    # notices, jobs, the record
    ("notices.show", "GET"): Row(asks=SIGNED_IN),
    ("notices.read", "POST"): Row(asks=SIGNED_IN),
    ("notices.follow", "POST"): Row(of="notice", asks=SIGNED_IN),
    ("jobs.show", "GET"): Row(asks=ADMINS),
    ("jobs.retry", "POST"): Row(of="municipality", asks=ADMINS),
    ("audit.show", "GET"): Row(asks=APPROVERS | OBSERVERS | ADMINS),
    ("audit.export", "GET"): Row(asks=APPROVERS | OBSERVERS),
    ("audit.sheet", "GET"): Row(asks=APPROVERS | OBSERVERS),
    ("audit.check", "POST"): Row(asks=APPROVERS | OBSERVERS | ADMINS),
    ("packet.add", "POST"): Row(of="case", asks=METHODISTS),
    ("packet.remove", "POST"): Row(of="case", asks=METHODISTS),
}


def expected(row: Row, visitor: str, column: str) -> str:
    """in | sign in | 403 | 404 | not theirs"""
    if row.asks == EVERYBODY:
        return "in"
    if visitor in OUTSIDE:
        return "sign in"
    if visitor not in row.asks:
        return "403"
    if row.of and column not in SEES[row.of].get(visitor, frozenset()):
        return "404"
    if row.acts is not None and visitor not in row.acts:
        return "not theirs"
    return "in"


#: What a school writes for its methodist and the committee, and not for its partner.
NOT_SHARED = (
    "level",
    "ground",
    "note",
    "recommended",
    "instrument",
    "text",
    "report",
    "task",
    "form",
    "item",
    "evidence",
    "file",
    "content",
    "paper",
    "plan",
    "measure",
    "result",
)


def forbidden_canaries(visitor: str) -> tuple[str, ...]:
    """Words that must not come out, whatever is asked: of the other municipality, and of other schools."""
    north, south, own, beside = "canarynorth", "canarysouth", "CANARY-canarynorth-s1", "CANARY-canarynorth-s2"
    words = {
        "general": (own, beside, "CANARY-canarysouth"),
        "school_elsewhere": (north,),
        "school_own": (south, beside),
        "school_beside": (south, own),
        "partner_paired": (south, beside, *(f"{own}-{what}" for what in NOT_SHARED)),
        "partner_unpaired": (south, own, beside),
        "admin": (south, own, beside),
    }
    return (north, south) if visitor in OUTSIDE else words.get(visitor, (south,))
