"""Statements of the acceptance list about decisions and the journal, on the programmes as they are loaded."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.approvals.visitor import Visitor
from tests.queue.conftest import NOW, House, make_house
from workflow import clock
from workflow.commands import Command, run
from workflow.commands.closure import RecordClosingReport
from workflow.commands.diagnosis import AddDeficit, RecordConclusion
from workflow.commands.move_case import MoveCase
from workflow.commands.pairing import ChoosePartner, GiveConsent
from workflow.extensions import db
from workflow.models.case import Case, DeficitKind, Pair
from workflow.models.order import Order, Register, RegisterKind
from workflow.models.packet import DecisionRecord
from workflow.states.definition import OnBehalf, Role

TODAY = date(2026, 11, 23)


class Municipality:
    """A loaded programme, its people at their pages, and the data that a methodist enters for schools."""

    def __init__(self, app: Flask, code: str, session: Session) -> None:
        self.app = app
        with app.app_context():
            self.house: House = make_house(code, session)
        self.methodist = Visitor(app, self.house.methodist)
        self.official = Visitor(app, self.house.official)

    def do(self, command: Command) -> Any:
        with self.app.app_context():
            return run(command, actor_id=self.house.methodist, now=NOW)

    def ask(self, query: Any) -> Any:
        with self.app.app_context():
            return db.session.scalar(query)

    def case(self) -> tuple[int, str]:
        with self.app.app_context():
            version, state = db.session.execute(select(Case.version, Case.state)).one()
        return version, state

    def put_up_and_decide(self, case_id: int, reason: str) -> None:
        self.methodist.open(f"/packets/new?case={case_id}")
        self.methodist.press("Собрать комплект из отмеченных")
        self.methodist.press("Передать комплект на утверждение")
        self.official.open(self.methodist.address).press("Утвердить записью", reason=reason)
        assert "Решение записано, комплект в силе" in self.official.text


@pytest.mark.acceptance
def test_gatchina_13_a_case_passes_to_closure_by_records_alone(app: Flask, session: Session) -> None:
    clock.set_shift(NOW - clock.now(), allowed=True)
    town = Municipality(app, "gatchina", session)
    with app.app_context():
        case_id = town.house.open("siverskaya_oosh")["case_ids"][0]
    partner = town.house.schools["gatchinskaya_sosh_2"]

    town.do(AddDeficit(case_id=case_id, title="Мало учителей физики", kind=DeficitKind.INDIVIDUAL.value))
    town.do(MoveCase(case_id=case_id, version=town.case()[0], transition="submit_answers"))
    town.do(RecordConclusion(case_id=case_id, instrument="Анкета", held_on=TODAY, text="Нужен наставник"))
    town.put_up_and_decide(case_id, "Совещание методической службы 20.11.2026")
    assert town.case()[1] == "pairing.matching"

    town.do(ChoosePartner(case_id=case_id, partner_school_id=partner))
    town.do(MoveCase(case_id=case_id, version=town.case()[0], transition="propose_pair"))
    pair_id = town.ask(select(Pair.id))
    for side in (Role.SCHOOL, Role.PARTNER):
        behalf = OnBehalf(role=side, channel="letter", happened_on=TODAY)
        town.do(GiveConsent(case_id=case_id, pair_id=pair_id, side=side, on_behalf=behalf))
    town.put_up_and_decide(case_id, "Обе школы согласны, письма приложены")
    assert town.case()[1] == "closure.reporting"

    town.do(RecordClosingReport(case_id=case_id, text="Траектория пройдена полностью"))
    town.put_up_and_decide(case_id, "Итоговый отчёт школы рассмотрен")

    assert town.case()[1] == "closure.closed"
    assert town.ask(select(func.count()).select_from(DecisionRecord)) == 3
    assert town.ask(select(func.count()).select_from(Order)) == 0


def journal_of(session: Session) -> int:
    session.rollback()
    return session.scalars(select(Register.id).where(Register.kind == RegisterKind.IMPORTED)).one()


def numbers(visitor: Visitor) -> list[int]:
    shown = re.findall(r'<td class="num ledger__no"><a class="act"[^>]*>([^<]+)</a>', visitor.answer.text)
    return [int(one) for one in shown]


@pytest.mark.acceptance
def test_kirovsk_2_the_journal_is_shown_by_date_and_number(app: Flask, session: Session) -> None:
    town = Municipality(app, "kirovsk", session)
    official = town.official.open(f"/register?register={journal_of(session)}&order=asc")
    days = re.findall(r'<td class="ledger__date">(\d\d)\.(\d\d)\.(\d{4})</td>', official.answer.text)
    dates = [date(int(year), int(month), int(day)) for day, month, year in days]
    shown = list(zip(dates, numbers(official), strict=True))

    assert len(shown) == 26
    assert shown == sorted(shown)
    assert numbers(official.open(f"/register?register={journal_of(session)}")) == [
        n for _, n in reversed(shown)
    ]


@pytest.mark.acceptance
def test_kirovsk_3_two_pairs_are_out_of_order_and_276_is_the_culprit(app: Flask, session: Session) -> None:
    town = Municipality(app, "kirovsk", session)
    official = town.official.open(f"/register?register={journal_of(session)}")

    assert "пар не по порядку — 2" in official.text
    assert "№ 276 от 16.11.2021 позже, чем № 277 от 18.10.2021 ; порядок нарушает № 276" in official.text
    assert "№ 276 от 16.11.2021 позже, чем № 298 от 11.11.2021 ; порядок нарушает № 276" in official.text
    assert official.text.count("порядок нарушает") == 2
    assert official.text.count("дата позже, чем у") == 1  # beside one row, that of the culprit
    assert "дата позже, чем у № 277, № 298" in official.text
