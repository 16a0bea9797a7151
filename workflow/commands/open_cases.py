"""Schools are taken into a programme: by a letter with a list, or on acts that exist already, at any stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.late_comers import join_municipal_plans
from workflow.commands.letters import Letter, record_letter
from workflow.commands.moving import first_notice_at, open_state, state_due_on
from workflow.commands.schools import CATEGORIES, add_schools, record_category
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.calendar import ProductionCalendar
from workflow.facts import stages_of, workflow_of
from workflow.models.authority import CategoryRecord, ExternalAct, School
from workflow.models.case import Case
from workflow.models.order import OrderIdentity
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.models.programme import Run
from workflow.states.definition import N_, Role, say

MAY_OPEN = Role.METHODIST | Role.OFFICIAL | Role.SYSTEM


@dataclass(frozen=True, kw_only=True)
class OpenCases(Command):
    """Needs a ground: a letter typed here or known already, an order, or words that say why there is none."""

    run_id: int
    school_ids: tuple[int, ...] = ()
    #: Schools that are not in the list of the authority yet.
    new_schools: tuple[str, ...] = ()
    stage: str = ""  # empty: the first one of the programme's list
    letter: Letter | None = None
    basis_act_id: int | None = None
    basis_order_id: int | None = None
    basis_text: str = ""
    #: The list the letter puts the schools on; empty when it is no list.
    category: str = ""
    methodist_id: int | None = None
    #: Inside the run or beside it; empty: the run's own term.
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What all cases that are opened together share."""

    run: Run
    stage: str
    from_on: date
    to_on: date
    act: ExternalAct | None
    calendar: ProductionCalendar


@dataclass(frozen=True, kw_only=True)
class OpenCaseRows(Command):
    """A table of schools, each row with its own ground, stage and methodist: all of them or none."""

    run_id: int
    groups: tuple[OpenCases, ...]


@handles(OpenCases)
def _(command: OpenCases, work: Work) -> Result:
    run = _run(work, command.run_id)
    return {"case_ids": _open(work, run, command)}


@handles(OpenCaseRows)
def _(command: OpenCaseRows, work: Work) -> Result:
    run = _run(work, command.run_id)
    if not command.groups:
        raise BadInput("rows", say(N_("В таблице нет ни одной школы, которую можно открыть")))
    return {"case_ids": [case_id for group in command.groups for case_id in _open(work, run, group)]}


def _open(work: Work, run: Run, command: OpenCases) -> list[int]:
    from_on, to_on = command.from_on or run.from_on, command.to_on or run.to_on
    stage = _checked(work, command, run, from_on, to_on)
    schools = _schools(work, command)
    _none_is_open(work, run, schools)
    act = record_letter(work, command.letter) if command.letter else _known_act(work, command.basis_act_id)
    if command.category:
        _record_categories(work, schools, command.category, act, to_on)
    opening = Opening(
        run=run,
        stage=stage,
        from_on=from_on,
        to_on=to_on,
        act=act,
        calendar=work.calendar,
    )
    cases = [new_case(work, command, opening, school) for school in schools]
    work.session.add_all(cases)
    work.session.flush()  # entries and notices name the cases
    for case in cases:
        record_opening(work, case, command)
    join_municipal_plans(work, cases)
    return [case.id for case in cases]


def _run(work: Work, run_id: int) -> Run:
    """The run's row is locked: two openings of one school wait for each other instead of colliding."""
    run = work.session.scalar(
        select(Run)
        .where(Run.id == run_id)
        .options(joinedload(Run.process_version))
        .with_for_update(of=Run, key_share=True)
    )
    if run is None:
        raise NotHere
    work.enter(run.authority_id)
    if not work.roles & MAY_OPEN:
        raise NotAllowed("open_cases")
    return run


def _checked(work: Work, command: OpenCases, run: Run, from_on: date, to_on: date) -> str:
    """The stage to open at, once everything that was typed holds water."""
    stages = stages_of(run.process_version.settings)
    stage = command.stage or stages[0]
    if stage not in stages:
        raise BadInput("stage", say(N_("В этой программе нет такого этапа. Выберите этап из списка")))
    if to_on < from_on:
        raise BadInput("to_on", say(N_("Конец сопровождения раньше начала. Проверьте обе даты")))
    if command.category and command.category not in CATEGORIES:
        raise BadInput("category", say(N_("Нет такой категории. Выберите категорию из списка")))
    grounds = (command.letter, command.basis_act_id, command.basis_order_id, command.basis_text.strip())
    if not any(grounds):
        raise BadInput("basis", say(N_("Укажите письмо или приказ либо напишите, почему их нет")))
    if command.methodist_id is not None and not is_methodist(work, command.methodist_id):
        raise BadInput("methodist", say(N_("Это не методист управления сегодня. Выберите другого")))
    if command.basis_order_id is not None:
        identity = work.session.get(OrderIdentity, command.basis_order_id)
        if identity is None or identity.authority_id != work.authority_id:
            raise NotHere
    return stage


def is_methodist(work: Work, person_id: int) -> bool:
    """Of this authority, today."""
    assigned = work.session.scalar(
        select(RoleAssignment.id)
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.authority_id == work.authority_id,
            RoleAssignment.role == RoleName.METHODIST,
            Person.active,
            RoleAssignment.in_force(work.today),
        )
        .limit(1)
    )
    return assigned is not None


def _schools(work: Work, command: OpenCases) -> list[School]:
    ids = sorted(set(command.school_ids))
    schools = list(
        work.session.scalars(
            select(School)
            .where(School.id.in_(ids), School.authority_id == work.authority_id)
            .order_by(School.id)
        )
    )
    if len(schools) != len(ids):
        raise NotHere
    schools += [school for school in add_schools(work, command.new_schools) if school not in schools]
    if not schools:
        raise BadInput("schools", say(N_("Отметьте хотя бы одну школу или вставьте список")))
    return schools


def _none_is_open(work: Work, run: Run, schools: Sequence[School]) -> None:
    names = work.session.scalars(
        select(School.name)
        .join(Case, Case.school_id == School.id)
        .where(
            Case.run_id == run.id, Case.closed_at.is_(None), School.id.in_([school.id for school in schools])
        )
        .order_by(School.sort_key)
    ).all()
    if names:
        raise BadInput(
            "schools",
            say(
                N_("%(names)s: сопровождение в этом году уже открыто. Уберите из списка"),
                names=", ".join(names),
            ),
        )


def _known_act(work: Work, act_id: int | None) -> ExternalAct | None:
    if act_id is None:
        return None
    act = work.session.get(ExternalAct, act_id)
    if act is None or act.authority_id != work.authority_id:
        raise NotHere
    return act


def _record_categories(
    work: Work, schools: Sequence[School], category: str, act: ExternalAct | None, to_on: date
) -> None:
    """A list holds from the day of its letter to the end of the term it was given for."""
    known = set(
        work.session.scalars(
            select(CategoryRecord.school_id).where(
                CategoryRecord.school_id.in_([school.id for school in schools]),
                CategoryRecord.category == category,
                CategoryRecord.external_act_id == (act.id if act else None),
                CategoryRecord.to_on == to_on,
            )
        )
    )
    from_on = act.dated_on if act and act.dated_on and act.dated_on <= to_on else None
    for school in schools:
        if school.id not in known:
            record_category(work, school.id, category, from_on=from_on, to_on=to_on, letter=act)


def new_case(work: Work, command: OpenCases, opening: Opening, school: School) -> Case:
    run, act = opening.run, opening.act
    settings = run.process_version.settings
    workflow = workflow_of(settings)
    state, waits_for = open_state(workflow, opening.stage, settings)
    case = Case(
        authority_id=run.authority_id,
        run_id=run.id,
        school_id=school.id,
        process_version_id=run.process_version_id,
        process_version=run.process_version,
        methodist_id=command.methodist_id,
        state=state,
        stage=opening.stage,
        waits_for=waits_for,
        from_on=opening.from_on,
        to_on=opening.to_on,
        entered_at=work.now,
        opened_at=work.now,
        opened_by_id=work.actor_id,
        basis_order_id=command.basis_order_id,
        basis_act_id=act.id if act else None,
        basis_text=command.basis_text.strip(),
        search=school.search,
        sort_key=school.sort_key,
    )
    begins_on = max(work.today, case.from_on)  # the term of next year's first step runs in that year
    case.due_on = state_due_on(workflow, case, begins_on, opening.calendar)
    case.next_notice_at = first_notice_at(case.due_on, work.home.zone, opening.calendar, work.now)
    return case


def record_opening(work: Work, case: Case, command: OpenCases) -> None:
    work.record(
        AuditAction.CASE_OPEN,
        case_id=case.id,
        case_version=case.version,
        order_id=case.basis_order_id,
        data={
            "run": case.run_id,
            "school": case.school_id,
            "stage": case.stage,
            "state": case.state,
            "process": case.process_version_id,
            "from": case.from_on,
            "to": case.to_on,
            "letter": case.basis_act_id,
            "methodist": case.methodist_id,
        },
        text=command.basis_text.strip(),
    )
    work.tell("case:open", f"case:{case.id}:open", case_id=case.id)
