"""A story is told in the words of the process and played in the order of its days, each step by its person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from workflow import clock
from workflow.commands import Command, Result
from workflow.commands.closure import RecordClosingReport
from workflow.commands.diagnosis import AddDeficit, RecordConclusion, TypeDeficit
from workflow.commands.evidence import GiveEvidence
from workflow.commands.letters import Letter
from workflow.commands.move_case import MoveCase
from workflow.commands.open_cases import OpenCases
from workflow.commands.orders import DecideByRecord, IssueOrder
from workflow.commands.packet_decisions import LeaveCaseOut, SignOffPacket, SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.commands.pairing import ChoosePartner, GiveConsent
from workflow.commands.recommendations import AddRecommendation
from workflow.demo.stage import Stage
from workflow.extensions import db
from workflow.models.case import Case, DeficitKind, NetworkType, Pair
from workflow.models.packet import Packet, PacketCase
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import OnBehalf, PacketKind, Role

COMMON, INDIVIDUAL = DeficitKind.COMMON, DeficitKind.INDIVIDUAL


@dataclass(slots=True)
class Story:
    """Steps are put down with the days they were made on, then played by date."""

    stage: Stage
    run_id: int
    own_school: str
    own_partner: str
    letter: Letter
    steps: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)

    def play(self) -> None:
        for at, _, step in sorted(self.steps, key=lambda one: one[:2]):
            step(at)

    def on(self, days_ago: int, hour: int, step: Callable[[datetime], object]) -> None:
        self.steps.append((self.stage.ago(days_ago, hour), len(self.steps), step))

    # -- what happens ------------------------------------------------------------------------------

    def opened(self, days_ago: int, *schools: str) -> None:
        command = OpenCases(
            run_id=self.run_id,
            school_ids=tuple(self.stage.school(name) for name in schools),
            letter=self.letter,
            category="low_results",
            methodist_id=self.stage.person("methodist"),
        )
        self.on(days_ago, 9, lambda at: self.do("methodist", command, at))

    def deficits(self, days_ago: int, school: str, *deficits: tuple[str, DeficitKind | None]) -> None:
        def step(at: datetime) -> None:
            for title, kind in deficits:
                command = AddDeficit(
                    case_id=self.case(school), title=title, kind=kind, on_behalf=self.behalf(school, at)
                )
                deficit_id = self.do(self.teller(school), command, at)["deficit_id"]
                if kind is not None and self.teller(school) == "school":  # the methodist says of which kind
                    self.do("methodist", TypeDeficit(deficit_id=deficit_id, version=1, kind=kind), at)

        self.on(days_ago, 11, step)

    def answered(self, days_ago: int, school: str, reason: str = "") -> None:
        def step(at: datetime) -> None:
            self.move(
                self.teller(school),
                school,
                "submit_answers",
                at,
                reason=reason,
                on_behalf=self.behalf(school, at),
            )

        self.on(days_ago, 12, step)

    def concluded(self, days_ago: int, school: str, text: str) -> None:
        def step(at: datetime) -> None:
            command = RecordConclusion(
                case_id=self.case(school),
                instrument="самодиагностика школы и анкета педагогов",
                held_on=self.day(at),
                text=text,
            )
            self.do("methodist", command, at)

        self.on(days_ago, 13, step)

    def paired(
        self, days_ago: int, school: str, partner: str, kind: NetworkType | None = None, *, why: str = ""
    ) -> None:
        def step(at: datetime) -> None:
            command = ChoosePartner(
                case_id=self.case(school),
                partner_school_id=self.stage.school(partner),
                network_type=kind,
                why=why,
            )
            self.do("methodist", command, at)
            self.move("methodist", school, "propose_pair", at)

        self.on(days_ago, 10, step)

    def consented(self, days_ago: int, school: str, partner: str) -> None:
        """Each side by itself when it signs in, else in the methodist's words for it."""

        def step(at: datetime) -> None:
            sides = (
                (Role.SCHOOL, school, self.own_school, "school"),
                (Role.PARTNER, partner, self.own_partner, "partner"),
            )
            for side, name, own, login in sides:
                recorded = name != own
                command = GiveConsent(
                    case_id=self.case(school),
                    pair_id=self.pair(school),
                    side=side,
                    on_behalf=self.recorded_for(side, at) if recorded else None,
                )
                self.do("methodist" if recorded else login, command, at)

        self.on(days_ago, 14, step)

    def put_up(self, days_ago: int, kind: PacketKind, *schools: str, reason: str = "") -> None:
        def step(at: datetime) -> None:
            command = AssemblePacket(
                run_id=self.run_id, kind=kind, case_ids=tuple(self.case(school) for school in schools)
            )
            packet_id = self.do("methodist", command, at)["packet_id"]
            submit = SubmitPacket(packet_id=packet_id, version=self.version(Packet, packet_id), reason=reason)
            self.do("methodist", submit, at)

        self.on(days_ago, 15, step)

    def signed_off(self, days_ago: int, school: str, comment: str) -> None:
        def step(at: datetime) -> None:
            packet_id = self.packet(school)
            command = SignOffPacket(
                packet_id=packet_id, version=self.version(Packet, packet_id), comment=comment
            )
            self.do("chief", command, at)

        self.on(days_ago, 16, step)

    def left_out(self, days_ago: int, school: str, comment: str) -> None:
        def step(at: datetime) -> None:
            packet_id = self.packet(school)
            command = LeaveCaseOut(
                packet_id=packet_id,
                version=self.version(Packet, packet_id),
                case_id=self.case(school),
                comment=comment,
            )
            self.do("official", command, at)

        self.on(days_ago, 10, step)

    def ordered(self, days_ago: int, school: str) -> None:
        """One press of the person who approves, signs and registers."""

        def step(at: datetime) -> None:
            packet_id = self.packet(school)
            self.do("official", IssueOrder(packet_id=packet_id, version=self.version(Packet, packet_id)), at)

        self.on(days_ago, 11, step)

    def decided(self, days_ago: int, school: str, reason: str) -> None:
        """A decision without an order: a record with its ground."""

        def step(at: datetime) -> None:
            packet_id = self.packet(school)
            command = DecideByRecord(
                packet_id=packet_id, version=self.version(Packet, packet_id), reason=reason
            )
            self.do("official", command, at)

        self.on(days_ago, 11, step)

    def evidence(self, days_ago: int, school: str, title: str) -> None:
        def step(at: datetime) -> None:
            command = GiveEvidence(task_id=self.task(school), title=title, on_behalf=self.behalf(school, at))
            self.do(self.teller(school), command, at)

        self.on(days_ago, 12, step)

    def suspended(self, days_ago: int, school: str, comment: str) -> None:
        self.on(days_ago, 10, lambda at: self.move("methodist", school, "suspend_case", at, comment=comment))

    def reported(self, days_ago: int, school: str, text: str, *recommendations: str) -> None:
        def step(at: datetime) -> None:
            case_id = self.case(school)
            for one in recommendations:
                self.do(
                    "methodist", AddRecommendation(case_id=case_id, addressee="administration", text=one), at
                )
            self.do("methodist", RecordClosingReport(case_id=case_id, text=text), at)

        self.on(days_ago, 10, step)

    # -- by whom and on what -----------------------------------------------------------------------

    def do(self, login: str, command: Command, at: datetime) -> Result:
        return self.stage.do(login, command, at)

    def move(self, login: str, school: str, transition: str, at: datetime, **words: Any) -> None:
        case_id = self.case(school)
        command = MoveCase(
            case_id=case_id,
            version=self.version(Case, case_id),
            transition=transition,
            **words,
        )
        self.do(login, command, at)

    def teller(self, school: str) -> str:
        return "school" if school == self.own_school else "methodist"

    def behalf(self, school: str, at: datetime) -> OnBehalf | None:
        return None if school == self.own_school else self.recorded_for(Role.SCHOOL, at)

    def recorded_for(self, role: Role, at: datetime) -> OnBehalf:
        return OnBehalf(role=role, channel="по телефону", happened_on=self.day(at) - timedelta(days=1))

    def day(self, at: datetime) -> date:
        return clock.local_date(at, self.stage.zone)

    def case(self, school: str) -> int:
        return self.latest(
            select(Case.id).where(Case.run_id == self.run_id, Case.school_id == self.stage.school(school)),
            Case.id,
        )

    def pair(self, school: str) -> int:
        return self.latest(
            select(Pair.id).where(Pair.case_id == self.case(school), Pair.ended_at.is_(None)), Pair.id
        )

    def packet(self, school: str) -> int:
        return self.latest(
            select(PacketCase.packet_id).where(PacketCase.case_id == self.case(school), PacketCase.is_in),
            PacketCase.id,
        )

    def task(self, school: str) -> int:
        return self.latest(
            select(Task.id).where(
                Task.case_id == self.case(school),
                Task.assignee_role == "school",
                Task.status == TaskStatus.OPEN,
            ),
            Task.id,
        )

    def latest(self, query: Select[int], by: InstrumentedAttribute[int]) -> int:
        db.session.rollback()
        return db.session.scalars(query.order_by(by.desc()).limit(1)).one()

    def version(self, row: type[Case] | type[Packet] | type[Task], row_id: int) -> int:
        db.session.rollback()
        return db.session.scalars(select(row.version).where(row.id == row_id)).one()
