"""The URL table: every page of the product stands here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from workflow.views import door, guard, health, kept_form, shell
from workflow.views.asked_for import ViewsOf

GET = ("GET",)
POST = ("POST",)

approvals = ViewsOf("approvals")
audit = ViewsOf("audit")
bodies = ViewsOf("bodies")
cases = ViewsOf("cases")
deliverables = ViewsOf("deliverables")
entries = ViewsOf("entries")
event_calendar = ViewsOf("event_calendar")
event_plan = ViewsOf("event_plan")
event_series = ViewsOf("event_series")
event_sheet = ViewsOf("event_sheet")
events = ViewsOf("events")
handover = ViewsOf("handover")
home = ViewsOf("home")
indicators = ViewsOf("indicators")
invitations = ViewsOf("invitations")
jobs = ViewsOf("jobs")
measures = ViewsOf("measures")
measuring = ViewsOf("measuring")
notices = ViewsOf("notices")
opening = ViewsOf("opening")
opening_table = ViewsOf("opening_table")
orders = ViewsOf("orders")
packet_edit = ViewsOf("packet_edit")
packets = ViewsOf("packets")
people = ViewsOf("people")
people_sheets = ViewsOf("people_sheets")
people_table = ViewsOf("people_table")
plans = ViewsOf("plans")
programme = ViewsOf("programme")
projects = ViewsOf("projects")
protocols = ViewsOf("protocols")
queue = ViewsOf("queue")
register_of_acts = ViewsOf("register")
school = ViewsOf("school")
search = ViewsOf("search")
tasks = ViewsOf("tasks")
term_answers = ViewsOf("term_answers")
turn_over = ViewsOf("turn_over")


@dataclass(frozen=True, slots=True)
class Url:
    """One address. Its audience stands in permissions.PERMISSIONS under (endpoint, method)."""

    rule: str
    endpoint: str
    view: Callable[..., Any]
    methods: tuple[str, ...] = GET


TABLE: tuple[Url, ...] = (
    Url("/", "home.show", home.show),
    Url("/preferences", "preferences.save", home.save_preferences, POST),
    Url("/notices", "notices.show", notices.show),
    Url("/jobs", "jobs.show", jobs.show),
    Url("/jobs/<int:message_id>/retry", "jobs.retry", jobs.retry, POST),
    Url("/notices", "notices.read", notices.read, POST),
    Url("/notices/<int:notice_id>", "notices.follow", notices.follow, POST),
    # the queue, opening, programmes
    Url("/queue", "queue.show", queue.show),
    Url("/queue.csv", "queue.export", queue.export),
    Url("/queue.xlsx", "queue.sheet", queue.sheet),
    Url("/runs/<int:run_id>/open", "opening.new", opening.new),
    Url("/runs/<int:run_id>/open/change", "opening.change", opening.change, POST),
    Url("/runs/<int:run_id>/open/preview", "opening.preview", opening.preview, POST),
    Url("/runs/<int:run_id>/open", "opening.create", opening.create, POST),
    Url("/runs/<int:run_id>/open/table", "opening.table", opening_table.new),
    Url("/runs/<int:run_id>/open/table.xlsx", "opening.template", opening_table.empty),
    Url("/runs/<int:run_id>/open/table/preview", "opening.read_table", opening_table.preview, POST),
    Url("/runs/<int:run_id>/open/table", "opening.open_table", opening_table.create, POST),
    Url("/programmes", "programme.list", programme.show_list),
    Url("/programmes/<code>", "programme.show", programme.show),
    Url("/programmes/<code>/runs/new", "run.new", programme.new_run),
    Url("/programmes/<code>/runs", "run.create", programme.create_run, POST),
    Url("/runs/<int:run_id>/terms", "term.show", term_answers.show),
    Url("/runs/<int:run_id>/terms", "term.answer", term_answers.answer, POST),
    Url("/runs/<int:run_id>/turn-over", "turn_over.term", turn_over.term),
    Url("/runs/<int:run_id>/turn-over/preview", "turn_over.preview", turn_over.preview),
    Url("/runs/<int:run_id>/turn-over", "turn_over.create", turn_over.create, POST),
    Url("/search", "search.show", search.show),
    # people
    Url("/people", "people.list", people.show_list),
    Url("/people.csv", "people.export", people_sheets.export),
    Url("/people.xlsx", "people.sheet", people_sheets.sheet),
    Url("/authorities/<int:authority_id>/people/new", "people.new", people.new),
    Url("/authorities/<int:authority_id>/people", "people.add", people.add, POST),
    Url("/authorities/<int:authority_id>/people/table", "people.table", people_table.new),
    Url("/authorities/<int:authority_id>/people/table.xlsx", "people.template", people_table.empty),
    Url(
        "/authorities/<int:authority_id>/people/table/preview", "people.read_table", people_table.preview, POST
    ),
    Url("/authorities/<int:authority_id>/people/table", "people.add_table", people_table.create, POST),
    Url("/people/<int:person_id>", "people.show", people.show),
    Url("/authorities/<int:authority_id>/people/<int:person_id>/roles/new", "people.new_role", people.new_role),
    Url("/authorities/<int:authority_id>/people/<int:person_id>/roles", "people.grant", people.grant, POST),
    Url("/people/<int:person_id>/roles/<int:assignment_id>/end", "people.confirm_end", people.confirm_end),
    Url("/people/<int:person_id>/roles/<int:assignment_id>/end", "people.end_role", people.end_role, POST),
    Url("/people/<int:person_id>/disable", "people.confirm_disable", people.confirm_disable),
    Url("/people/<int:person_id>/disable", "people.disable", people.disable, POST),
    Url("/people/<int:person_id>/enable", "people.enable", people.enable, POST),
    Url("/people/<int:person_id>/password", "people.confirm_password", people.confirm_password),
    Url("/people/<int:person_id>/password", "people.set_password", people.set_password, POST),
    Url("/people/<int:person_id>/invitation", "people.confirm_invitation", invitations.confirm),
    Url("/people/<int:person_id>/invitation", "people.invite", invitations.make, POST),
    Url("/invitation/<token>", "invitation.show", invitations.show),
    Url("/invitation/<token>", "invitation.accept", invitations.accept, POST),
    Url("/handover", "handover.list", handover.holders),
    Url("/authorities/<int:authority_id>/handover/<int:person_id>", "handover.show", handover.show),
    Url(
        "/authorities/<int:authority_id>/handover/<int:person_id>/preview",
        "handover.preview",
        handover.preview,
        POST,
    ),
    Url(
        "/authorities/<int:authority_id>/handover/<int:person_id>",
        "handover.hand_over",
        handover.hand_over,
        POST,
    ),
    # cases, tasks, schools
    Url("/cases", "case.list", school.show_list),
    Url("/cases.csv", "case.export", school.export),
    Url("/cases.xlsx", "case.sheet", school.sheet),
    Url("/cases/<int:case_id>", "case.show", cases.show),
    Url("/cases/<int:case_id>/history", "case.history", cases.history),
    Url("/cases/<int:case_id>/machine.svg", "case.picture", cases.machine),
    Url("/cases/<int:case_id>/papers/<sha256>", "case.paper", cases.paper),
    Url("/cases/<int:case_id>/transitions/<name>", "case.step", cases.step),
    Url("/cases/<int:case_id>/transitions/<name>", "case.move", cases.move, POST),
    Url("/cases/<int:case_id>/methodist", "case.methodist", cases.methodist),
    Url("/cases/<int:case_id>/methodist", "case.assign", cases.assign, POST),
    Url("/cases/<int:case_id>/deficits", "case.deficits", entries.deficits),
    Url("/cases/<int:case_id>/deficits", "case.add_deficit", entries.add_deficit, POST),
    Url("/cases/<int:case_id>/deficits/<int:deficit_id>", "case.type_deficit", entries.type_deficit, POST),
    Url(
        "/cases/<int:case_id>/deficits/<int:deficit_id>/remove",
        "case.remove_deficit",
        entries.remove_deficit,
        POST,
    ),
    Url("/cases/<int:case_id>/conclusion", "case.conclusion", entries.conclusion),
    Url("/cases/<int:case_id>/conclusion", "case.conclude", entries.conclude, POST),
    Url("/cases/<int:case_id>/partner", "case.partner", entries.partner),
    Url("/cases/<int:case_id>/partner", "case.choose_partner", entries.choose_partner, POST),
    Url("/cases/<int:case_id>/consent/<side>", "case.consent", entries.consent),
    Url("/cases/<int:case_id>/consent/<side>", "case.answer", entries.answer, POST),
    Url("/cases/<int:case_id>/report", "case.report", entries.report),
    Url("/cases/<int:case_id>/report", "case.record_report", entries.record_report, POST),
    Url("/cases/<int:case_id>/tasks/new", "task.new", tasks.new),
    Url("/cases/<int:case_id>/tasks", "task.create", tasks.create, POST),
    Url("/tasks/<int:task_id>", "task.show", tasks.show),
    Url("/tasks/<int:task_id>/evidence", "task.give", tasks.give, POST),
    Url("/tasks/<int:task_id>/evidence/<int:evidence_id>", "task.check", tasks.check, POST),
    Url("/tasks/<int:task_id>/items/<int:item_id>", "task.tick", tasks.tick, POST),
    Url("/tasks/<int:task_id>/close", "task.close", tasks.close, POST),
    Url("/tasks/<int:task_id>/lift", "task.lift", tasks.lift, POST),
    Url("/tasks/<int:task_id>/prolong", "task.prolong", tasks.prolong, POST),
    Url("/evidence/<int:evidence_id>/file", "task.file", tasks.file),
    Url("/school", "school.show", school.show),
    Url("/schools/<int:school_id>", "school.seen", school.seen),
    Url("/school/print", "school.print", school.print_sheet),
    Url("/schools/<int:school_id>/print", "school.print_seen", school.print_seen),
    # plans and their measures
    Url("/cases/<int:case_id>/plan", "plan.of_case", plans.of_case),
    Url("/cases/<int:case_id>/plan", "plan.make", plans.make, POST),
    Url("/runs/<int:run_id>/plans", "plan.list", plans.show_list),
    Url("/runs/<int:run_id>/plans", "plan.make_for_run", plans.make_for_run, POST),
    Url("/plans/<int:plan_id>", "plan.show", plans.show),
    Url("/plans/<int:plan_id>/shared", "plan.shared", plans.shared),
    Url("/plans/<int:plan_id>/print", "plan.print", plans.paper),
    Url("/plans/<int:plan_id>/activities", "plan.activities", plans.activities),
    Url("/plans/<int:plan_id>/activities", "plan.take", plans.take, POST),
    Url("/plans/<int:plan_id>/deficits", "plan.take_deficits", plans.take_deficits, POST),
    Url("/plans/<int:plan_id>/packet", "plan.approve", plans.approve, POST),
    Url("/plans/<int:plan_id>/review", "plan.reviewing", plans.reviewing),
    Url("/plans/<int:plan_id>/review", "plan.review", plans.review, POST),
    Url("/plans/<int:plan_id>/end", "plan.ending", plans.ending),
    Url("/plans/<int:plan_id>/end", "plan.end", plans.end, POST),
    Url("/plans/<int:plan_id>/measures", "plan.new_measure", measures.new),
    Url("/plans/<int:plan_id>/measures", "plan.add_measure", measures.add, POST),
    Url("/measures/<int:measure_id>", "measure.show", measures.show),
    Url("/measures/<int:measure_id>", "measure.save", measures.save, POST),
    Url("/measures/<int:measure_id>/move", "measure.move", measures.move, POST),
    Url("/measures/<int:measure_id>/remove", "measure.remove", measures.remove, POST),
    Url("/measures/<int:measure_id>/gap", "measure.gap", measures.gap),
    Url("/measures/<int:measure_id>/gap", "measure.accept_gap", measures.accept_gap, POST),
    Url("/measures/<int:measure_id>/done", "measure.finishing", measures.finishing),
    Url("/measures/<int:measure_id>/done", "measure.finish", measures.finish, POST),
    Url("/measures/<int:measure_id>/lift", "measure.lifting", measures.lifting),
    Url("/measures/<int:measure_id>/lift", "measure.lift", measures.lift, POST),
    # indicators and rounds of a run, values of schools, notes and recommendations
    Url("/runs/<int:run_id>/indicators", "monitoring.show", indicators.show),
    Url("/runs/<int:run_id>/indicators/take", "monitoring.take", indicators.take, POST),
    Url("/runs/<int:run_id>/indicators/new", "indicator.new", indicators.new_indicator),
    Url("/runs/<int:run_id>/indicators/new", "indicator.add", indicators.add_indicator, POST),
    Url("/indicators/<int:indicator_id>", "indicator.show", indicators.show_indicator),
    Url("/indicators/<int:indicator_id>/chart.svg", "indicator.chart", indicators.chart),
    Url("/indicators/<int:indicator_id>/edit", "indicator.edit", indicators.edit_indicator),
    Url("/indicators/<int:indicator_id>/edit", "indicator.save", indicators.save_indicator, POST),
    Url("/indicators/<int:indicator_id>/end", "indicator.confirm_end", indicators.confirm_end),
    Url("/indicators/<int:indicator_id>/end", "indicator.end", indicators.end, POST),
    Url("/runs/<int:run_id>/rounds/new", "round.new", indicators.new_round),
    Url("/runs/<int:run_id>/rounds/new", "round.add", indicators.add_round, POST),
    Url("/rounds/<int:round_id>/edit", "round.edit", indicators.edit_round),
    Url("/rounds/<int:round_id>/edit", "round.save", indicators.save_round, POST),
    Url("/rounds/<int:round_id>/sheet", "measurement.sheet", measuring.sheet),
    Url("/rounds/<int:round_id>/sheet", "measurement.record", measuring.record, POST),
    Url("/cases/<int:case_id>/measurements", "case.measurements", measuring.case_sheet),
    Url("/cases/<int:case_id>/measurements", "case.measure", measuring.case_record, POST),
    Url("/cases/<int:case_id>/note", "case.note", measuring.note),
    Url("/cases/<int:case_id>/note", "case.record_note", measuring.record_note, POST),
    Url("/cases/<int:case_id>/recommendations", "case.recommendations", measuring.recommendations),
    Url("/cases/<int:case_id>/recommendations", "case.recommend", measuring.recommend, POST),
    Url("/recommendations/<int:recommendation_id>", "recommendation.edit", measuring.edit),
    Url("/recommendations/<int:recommendation_id>", "recommendation.save", measuring.save, POST),
    Url("/recommendations/<int:recommendation_id>/remove", "recommendation.remove", measuring.remove, POST),
    # events and days that repeat
    Url("/events", "events.show", events.show_list),
    Url("/events/calendar", "events.calendar", event_calendar.show),
    Url("/events.csv", "events.export", events.export),
    Url("/events.xlsx", "events.sheet", events.sheet),
    Url("/runs/<int:run_id>/events/new", "event.new", event_plan.new),
    Url("/runs/<int:run_id>/events", "event.plan", event_plan.plan, POST),
    Url("/events/<int:event_id>", "event.show", events.show),
    Url("/events/<int:event_id>/history", "event.history", events.history),
    Url("/events/<int:event_id>/change", "event.edit", event_plan.edit),
    Url("/events/<int:event_id>/change", "event.save", event_plan.save, POST),
    Url("/events/<int:event_id>/transitions/<step>", "event.step", events.ask_step),
    Url("/events/<int:event_id>/transitions/<step>", "event.move", events.move, POST),
    Url("/events/<int:event_id>/kickoff", "event.kickoff", events.kickoff),
    Url("/events/<int:event_id>/kickoff", "event.record_kickoff", events.record_kickoff, POST),
    Url("/events/<int:event_id>/packets/<kind>", "event.put_up", events.put_up, POST),
    Url("/events/<int:event_id>/attendance", "event.attendance", event_sheet.attendance),
    Url("/events/<int:event_id>/attendance", "event.attend", event_sheet.attend, POST),
    Url("/events/<int:event_id>/attendance.xlsx", "event.blank", event_sheet.blank),
    Url("/events/<int:event_id>/attendance/table", "event.read_table", event_sheet.read_table, POST),
    Url("/events/<int:event_id>/attendance/table/enter", "event.enter_table", event_sheet.enter_table, POST),
    Url(
        "/events/<int:event_id>/attendance/<int:attendance_id>/remove",
        "event.unattend",
        event_sheet.unattend,
        POST,
    ),
    Url("/events/<int:event_id>/reflections/<int:school_id>", "event.reflection", event_sheet.reflection),
    Url(
        "/events/<int:event_id>/reflections/<int:school_id>",
        "event.reflect",
        event_sheet.write_reflection,
        POST,
    ),
    Url("/events/<int:event_id>/outputs", "event.outputs", event_sheet.outputs),
    Url("/events/<int:event_id>/outputs", "event.add_output", event_sheet.add_output, POST),
    Url(
        "/events/<int:event_id>/outputs/<int:output_id>/remove",
        "event.remove_output",
        event_sheet.remove_output,
        POST,
    ),
    Url("/event-outputs/<int:output_id>/file", "event.file", events.file),
    Url("/runs/<int:run_id>/series/new", "series.new", event_series.new),
    Url("/runs/<int:run_id>/series", "series.make", event_series.make, POST),
    Url("/series/<int:series_id>", "series.show", event_series.show),
    Url("/series/<int:series_id>/end", "series.end", event_series.end, POST),
    # packets, approvals, orders and their register
    Url("/approvals", "approvals.show", approvals.show),
    Url("/approvals/several", "approvals.preview", approvals.preview),
    Url("/approvals/several", "approvals.decide", approvals.decide, POST),
    Url("/packets/new", "packet.propose", packets.propose),
    Url("/packets", "packet.assemble", packets.assemble, POST),
    Url("/packets/<int:packet_id>", "packet.show", packets.show),
    Url("/packets/<int:packet_id>/text", "packet.edit", packet_edit.show),
    Url("/packets/<int:packet_id>/text", "packet.save", packet_edit.save, POST),
    Url("/packets/<int:packet_id>/submit", "packet.submit", packets.submit, POST),
    Url("/packets/<int:packet_id>/sign-off", "packet.sign_off", packets.sign_off, POST),
    Url(
        "/packets/<int:packet_id>/sign-off/withdraw",
        "packet.withdraw_sign_off",
        packets.withdraw_sign_off,
        POST,
    ),
    Url("/packets/<int:packet_id>/leave-out", "packet.leave_out", packets.leave_out, POST),
    Url("/packets/<int:packet_id>/return", "packet.return", packets.send_back, POST),
    Url("/packets/<int:packet_id>/withdraw", "packet.withdraw", packets.withdraw, POST),
    Url("/packets/<int:packet_id>/approve", "packet.approve", packets.approve, POST),
    Url("/packets/<int:packet_id>/approve/revoke", "packet.revoke", packets.revoke, POST),
    Url("/packets/<int:packet_id>/sign", "packet.sign", packets.sign, POST),
    Url("/packets/<int:packet_id>/sign/withdraw", "packet.unsign", packets.unsign, POST),
    Url("/packets/<int:packet_id>/register", "packet.register", packets.register, POST),
    Url("/packets/<int:packet_id>/issue", "packet.issue", packets.issue, POST),
    Url("/packets/<int:packet_id>/decide", "packet.decide", packets.decide, POST),
    Url("/packets/<int:packet_id>/protocol", "packet.protocol", protocols.show),
    Url("/packets/<int:packet_id>/protocol", "packet.adopt", protocols.decide, POST),
    Url("/runs/<int:run_id>/projects", "project.list", projects.show_list),
    Url("/runs/<int:run_id>/projects", "project.take", projects.take, POST),
    Url("/runs/<int:run_id>/projects/curator", "project.curate", projects.name_curator, POST),
    # what the programme wants of its performers
    Url("/runs/<int:run_id>/deliverables", "deliverable.list", deliverables.show),
    Url("/runs/<int:run_id>/deliverables/print", "deliverable.print", deliverables.print_page),
    Url("/runs/<int:run_id>/deliverables.csv", "deliverable.export", deliverables.export),
    Url("/runs/<int:run_id>/deliverables.xlsx", "deliverable.sheet", deliverables.sheet),
    Url(
        "/runs/<int:run_id>/deliverables/performer",
        "deliverable.appoint",
        deliverables.name_performer,
        POST,
    ),
    Url("/runs/<int:run_id>/deliverables/new", "deliverable.ask", deliverables.ask),
    Url("/runs/<int:run_id>/deliverables/new", "deliverable.hand_in", deliverables.hand_in, POST),
    Url("/deliverable-documents/<int:document_id>/file", "deliverable.file", deliverables.file),
    Url("/bodies", "body.list", bodies.show_list),
    Url("/bodies", "body.make", bodies.make, POST),
    Url("/bodies/<int:body_id>", "body.show", bodies.show),
    Url("/bodies/<int:body_id>", "body.change", bodies.change, POST),
    Url("/bodies/<int:body_id>/protocols", "body.record", bodies.record, POST),
    Url("/protocols/<int:protocol_id>/file", "protocol.file", bodies.file),
    Url("/packets/<int:packet_id>/dissolve", "packet.dissolve", packets.dissolve, POST),
    Url("/packets/<int:packet_id>/schools", "packet.add", packets.add, POST),
    Url("/packets/<int:packet_id>/schools/remove", "packet.remove", packets.remove, POST),
    Url("/register", "register.show", register_of_acts.show),
    Url("/register/print", "register.print", register_of_acts.print_page),
    Url("/register.csv", "register.export", register_of_acts.export),
    Url("/register.xlsx", "register.sheet", register_of_acts.sheet),
    Url("/orders/<int:order_id>", "order.show", orders.show),
    Url("/orders/<int:order_id>.pdf", "order.pdf", orders.pdf),
    Url("/orders/<int:order_id>.docx", "order.docx", orders.docx),
    Url("/orders/<int:order_id>/marks", "order.mark", orders.mark, POST),
    # the record
    Url("/audit", "audit.show", audit.show),
    Url("/audit.csv", "audit.export", audit.export),
    Url("/audit.xlsx", "audit.sheet", audit.sheet),
    Url("/audit/check", "audit.check", audit.check, POST),
)


def install(app: Flask) -> None:
    """Not `register`: a module of that name stands beside it, and takes its place once it is imported."""
    app.register_blueprint(health.pages)
    app.register_blueprint(kept_form.pages)
    for url in TABLE:
        app.add_url_rule(url.rule, url.endpoint, url.view, methods=list(url.methods))
    guard.install(app)
    door.install(app)
    shell.install(app)
