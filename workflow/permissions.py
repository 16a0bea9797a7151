"""Which requests are let in at all: every address with its audience. What is not listed is refused."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.memberships import Memberships
from workflow.models.person import RoleName


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
#: An administrator keeps the catalogue of bodies and reads none of their protocols.
BODY_READERS = Audience(READERS.roles | {RoleName.ADMIN})
BODY_MAKERS = Audience(OPENERS.roles | {RoleName.ADMIN})
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
    ("plan.shared", "GET"): SCHOOLS,
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
    ("events.calendar", "GET"): CASE_READERS,
    ("events.export", "GET"): CASE_READERS,
    ("events.sheet", "GET"): CASE_READERS,
    ("event.new", "GET"): METHODISTS,
    ("event.plan", "POST"): METHODISTS,
    ("event.show", "GET"): CASE_READERS,
    ("event.history", "GET"): CASE_READERS,
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
    ("project.list", "GET"): READERS,
    ("project.take", "POST"): OPENERS,
    ("project.curate", "POST"): OPENERS,
    ("deliverable.list", "GET"): READERS,
    ("deliverable.print", "GET"): READERS,
    ("deliverable.export", "GET"): READERS,
    ("deliverable.sheet", "GET"): READERS,
    ("deliverable.file", "GET"): READERS,
    ("deliverable.appoint", "POST"): OPENERS,
    ("deliverable.ask", "GET"): OFFICE,
    ("deliverable.hand_in", "POST"): OFFICE,
    ("body.list", "GET"): BODY_READERS,
    ("body.make", "POST"): BODY_MAKERS,
    ("body.show", "GET"): BODY_READERS,
    ("body.change", "POST"): BODY_MAKERS,
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
