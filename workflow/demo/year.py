"""The school year in the words of the process: plans, events and rounds of measuring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from workflow.commands.attendance import EnterAttendance, Line
from workflow.commands.deliverables import HandInDocument, NamePerformer
from workflow.commands.events import EventTerms, MoveEvent, PlanEvent
from workflow.commands.indicators import AddIndicator
from workflow.commands.measures import AddMeasure
from workflow.commands.monitoring import RecordMeasurements
from workflow.commands.notes import RecordNote
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets_of_run import AssembleForRun
from workflow.commands.plan_review import ReviewPlan
from workflow.commands.plans import MakePlan
from workflow.commands.projects import NameCurator
from workflow.commands.reflections import WriteReflection
from workflow.commands.typed_values import TypedValue
from workflow.demo.story import Story
from workflow.extensions import db
from workflow.facts.plan_content import contents_of, fingerprint
from workflow.models.body import Project
from workflow.models.event import Audience, Event
from workflow.models.monitoring import Indicator, IndicatorKind, MeasurementRound
from workflow.models.packet import Packet
from workflow.models.plan import Plan
from workflow.states.definition import PacketKind

#: (title, who, term, control form); the term may name {autumn} and {spring}: the years of the school year.
Row = tuple[str, str, str, str]


class Year(Story):
    """Every step is a command of the person who would take it, on its day."""

    def plan(self, days_ago: int, school: str, *rows: Row) -> None:
        def step(at: datetime) -> None:
            plan_id = self.do("methodist", MakePlan(case_id=self.case(school)), at)["plan_id"]
            first = self.day(at).year if self.day(at).month >= 9 else self.day(at).year - 1
            for title, who, term, form in rows:
                measure = AddMeasure(
                    plan_id=plan_id,
                    title=title,
                    performers=(who,),
                    term=term.format(autumn=first, spring=first + 1),
                    control_forms=(form,) if form else (),
                )
                self.do("methodist", measure, at)

        self.on(days_ago, 10, step)

    def read_by_school(self, days_ago: int, school: str, *, agreed: bool = True, comment: str = "") -> None:
        def step(at: datetime) -> None:
            plan = self._plan(school)
            command = ReviewPlan(
                plan_id=plan.id,
                content=fingerprint(contents_of(db.session(), [plan])[plan.id]),
                agreed=agreed,
                comment=comment,
                on_behalf=self.behalf(school, at),
            )
            self.do(self.teller(school), command, at)

        self.on(days_ago, 14, step)

    def moved(self, days_ago: int, school: str, transition: str, **words: str) -> None:
        self.on(days_ago, 13, lambda at: self.move("methodist", school, transition, at, **words))

    def event(
        self,
        days_ago: int,
        title: str,
        *,
        in_days: int,
        guests: Sequence[str],
        hosts: Sequence[str] = (),
        form: str = "",
        audiences: tuple[str, ...] = (Audience.TEACHERS.value,),
        project: int = 0,
    ) -> None:
        """Planned that many days ago for a day `in_days` later. `project`: its number in the document."""

        def step(at: datetime) -> None:
            day = self.day(at) + timedelta(days=in_days)
            terms = EventTerms(
                title=title,
                from_on=day,
                form=form,
                audiences=audiences,
                guests=tuple(self.stage.school(name) for name in guests),
                hosts=tuple(self.stage.school(name) for name in hosts),
                project_id=self._project(project).id if project else None,
            )
            self.do("methodist", PlanEvent(run_id=self.run_id, terms=terms), at)

        self.on(days_ago, 9, step)

    def announced(self, days_ago: int, title: str, *, by_order: bool) -> None:
        if by_order:
            self._ordered(days_ago, title, PacketKind.EVENT)
        else:
            self.on(days_ago, 10, lambda at: self._move_event(title, "announce_without_act", at))

    def held(self, days_ago: int, title: str, *came: tuple[str, tuple[str, ...], int]) -> None:
        """`came`: school, posts of its teachers, number of pupils."""

        def step(at: datetime) -> None:
            event = self._event(title)
            self._move_event(title, "hold_event", at)
            lines = [
                Line(
                    school_id=self.stage.school(school),
                    audience=Audience.TEACHERS,
                    name=f"{post}, {place}",
                    post=post,
                )
                for school, posts, _ in came
                for place, post in enumerate(posts, 1)
            ]
            lines += [
                Line(school_id=self.stage.school(school), audience=Audience.PUPILS, people=pupils)
                for school, _, pupils in came
                if pupils
            ]
            self.do("methodist", EnterAttendance(event_id=event.id, lines=tuple(lines)), at)

        self.on(days_ago, 16, step)

    def reflected(self, days_ago: int, title: str, *said: tuple[str, str]) -> None:
        def step(at: datetime) -> None:
            event = self._event(title)
            for school, text in said:
                command = WriteReflection(
                    event_id=event.id,
                    school_id=self.stage.school(school),
                    text=text,
                    on_behalf=self.behalf(school, at),
                )
                self.do(self.teller(school), command, at)
            self._move_event(title, "reflect_event", at, reason="Остальные отзывы придут позже")

        self.on(days_ago, 12, step)

    def finished(self, days_ago: int, title: str, *, by_order: bool) -> None:
        if by_order:
            self._ordered(days_ago, title, PacketKind.EVENT_RESULTS)
        else:
            self.on(days_ago, 15, lambda at: self._move_event(title, "finish_event", at))

    def curated(self, days_ago: int, project: int, login: str) -> None:
        def step(at: datetime) -> None:
            row = self._project(project)
            command = NameCurator(project_id=row.id, version=row.version, person_id=self.stage.person(login))
            self.do("official", command, at)

        self.on(days_ago, 9, step)

    def performer(self, days_ago: int, role: str, login: str) -> None:
        """Who stands behind a role of the document."""

        def step(at: datetime) -> None:
            person = self.stage.person(login)
            self.do("official", NamePerformer(run_id=self.run_id, role=role, version=0, person_id=person), at)

        self.on(days_ago, 9, step)

    def paper(self, days_ago: int, login: str, wanted: tuple[str, str], event: str, text: str) -> None:
        """`wanted`: deliverable and kind, as the document calls them. Its performer hands it in."""

        def step(at: datetime) -> None:
            deliverable, kind = wanted
            command = HandInDocument(
                run_id=self.run_id,
                deliverable=deliverable,
                kind=kind,
                event_id=self._event(event).id,
                title=text,
                file_name=f"{text}.txt",
                content=f"{text}. {event}.\n".encode(),
            )
            self.do(login, command, at)

        self.on(days_ago, 15, step)

    def indicator(self, days_ago: int, title: str, *, share_of: str) -> None:
        """Of a programme whose document names none."""
        command = AddIndicator(run_id=self.run_id, title=title, kind="share", unit="%", share_of=share_of)
        self.on(days_ago, 9, lambda at: self.do("methodist", command, at))

    def measured(self, days_ago: int, school: str) -> None:
        """Every indicator of a school: words for words, a share or a number where nothing else is known."""

        def step(at: datetime) -> None:
            case_id = self.case(school)
            self.do(
                "methodist",
                RecordMeasurements(
                    round_id=self._round().id,
                    measured_on=self.day(at),
                    values=tuple(self._values(case_id)),
                ),
                at,
            )

        self.on(days_ago, 11, step)

    def note(self, days_ago: int, school: str, text: str) -> None:
        def step(at: datetime) -> None:
            command = RecordNote(case_id=self.case(school), round_id=self._round().id, text=text)
            self.do("methodist", command, at)

        self.on(days_ago, 12, step)

    def _values(self, case_id: int) -> list[TypedValue]:
        found = db.session.scalars(
            select(Indicator)
            .where(Indicator.run_id == self.run_id, Indicator.per_school, Indicator.removed_at.is_(None))
            .order_by(Indicator.id)
        ).all()
        values = []
        for one in found:
            for component in one.components or [""]:
                at = f"m{one.id}-{case_id}-{component}"
                if one.kind is IndicatorKind.WORDS:
                    said = {"words": "учтено частично", "rests_on": "аналитическая справка методиста"}
                elif one.kind is IndicatorKind.SHARE:
                    said = {"numerator": "7", "denominator": "12"}
                else:
                    said = {"value": "3"}
                values.append(
                    TypedValue(at=at, indicator_id=one.id, case_id=case_id, component=component, **said)
                )
        return values

    def _ordered(self, days_ago: int, title: str, kind: PacketKind) -> None:
        def step(at: datetime) -> None:
            command = AssembleForRun(run_id=self.run_id, kind=kind, event_id=self._event(title).id)
            packet_id = self.do("methodist", command, at)["packet_id"]
            submit = SubmitPacket(packet_id=packet_id, version=self.version(Packet, packet_id))
            self.do("methodist", submit, at)
            self.do("official", IssueOrder(packet_id=packet_id, version=self.version(Packet, packet_id)), at)

        self.on(days_ago, 11, step)

    def _move_event(self, title: str, transition: str, at: datetime, *, reason: str = "") -> None:
        event = self._event(title)
        command = MoveEvent(event_id=event.id, version=event.version, transition=transition, reason=reason)
        self.do("methodist", command, at)

    def _event(self, title: str) -> Event:
        db.session.rollback()
        return db.session.scalars(
            select(Event).where(Event.run_id == self.run_id, Event.title == title).order_by(Event.id.desc())
        ).first() or _missing(title)

    def _project(self, number: int) -> Project:
        db.session.rollback()
        return db.session.scalars(
            select(Project).where(Project.run_id == self.run_id, Project.number == number)
        ).one()

    def _plan(self, school: str) -> Plan:
        case_id = self.case(school)
        return db.session.scalars(select(Plan).where(Plan.case_id == case_id)).one()

    def _round(self) -> MeasurementRound:
        db.session.rollback()
        return db.session.scalars(
            select(MeasurementRound)
            .where(MeasurementRound.run_id == self.run_id)
            .order_by(MeasurementRound.number)
            .limit(1)
        ).one()


def _missing(title: str) -> Event:
    raise LookupError(title)
