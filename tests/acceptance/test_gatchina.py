"""Statements about the programme of Gatchina: many schools, no acts of its own."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import select

from tests.acceptance.conftest import Programme, words_of
from tests.approvals.visitor import Visitor
from workflow.commands import Command, Result
from workflow.commands.closure import RecordClosingReport
from workflow.commands.diagnosis import AddDeficit, RecordConclusion
from workflow.commands.move_case import MoveCase
from workflow.commands.notes import RecordNote
from workflow.commands.pairing import ChoosePartner, GiveConsent
from workflow.models.case import Case
from workflow.models.monitoring import MeasurementRound
from workflow.models.order import Order, OrderDraft, OrderIdentity
from workflow.models.packet import DecisionRecord
from workflow.states.definition import OnBehalf, Role

LOW = (
    "Сиверская ООШ Сусанинская СОШ Дружногорская СОШ Никольская ООШ Кобраловская ООШ Елизаветинская СОШ"
    " Коммунарская СОШ №1 Гатчинская СОШ № 11 Лукашевская СОШ Высокоключевая СОШ Кобринская ООШ"
    " Пламенская СОШ"
)


def names(cell: str) -> list[str]:
    """Schools named in a cell of the page."""
    return re.findall(r"МБОУ «(.*?)»(?=;|$)", cell.partition("школы: МБОУ")[1] and cell[cell.index("МБОУ") :])


def test_gatchina_1_twelve_schools_with_low_and_six_with_high_results_by_name(gatchina: Programme) -> None:
    """Две группы школ видны поимённо: двенадцать со слабыми и шесть с сильными результатами."""
    low, _, high, _ = (row[1] for row in gatchina.section("people", "categories"))
    assert " ".join(names(low)) == LOW
    assert names(high) == [
        "Гатчинская СОШ №2",
        "Гатчинский лицей №3",
        "Гатчинская СОШ №8 «Центр образования",
        "Гатчинская СОШ №9 с углубленным изучением отдельных предметов",
        "Гатчинская гимназия им. К.Д.Ушинского",
        "Сиверская гимназия",
    ]


def test_gatchina_8_three_directions(gatchina: Programme) -> None:
    """Видны три направления работы: методическое, инновационное и дистанционное."""
    rows = gatchina.section("passport", "directions")
    assert [row[1].partition(" ")[0] for row in rows] == ["Методическая", "Инновационная", "Дистанционная"]


def test_gatchina_9_five_grounds_and_four_of_them_with_number_and_date(gatchina: Programme) -> None:
    """Видны пять оснований, у четырёх стоят номер и дата; у региональной программы их нет и не требуют."""
    rows = gatchina.section("acts", "legal_basis")
    dated = {row[0]: re.findall(r"дата: ([\d.]+)", row[1]) for row in rows}
    assert len(rows) == 5
    assert dated == {
        "204": ["07.05.2018"],
        "1642": ["26.12.2017"],
        "398": ["14.11.2013"],
        "": [],
        "3344": ["19.10.2020"],
    }


def test_gatchina_11_sources_of_money_without_a_sum(gatchina: Programme) -> None:
    """Откуда деньги, сказано; сколько их, документ не говорит, и система суммы не придумывает."""
    rows = gatchina.section("passport", "funding")
    assert [row[1] for row in rows] == ["областной бюджет", "муниципальный бюджет"]
    assert "Источники денег названы, суммы — нет" in gatchina.words("missing")
    assert not re.search(r"\d\s*(?:тыс\.|млн|руб|₽)", gatchina.words("passport", "plan"))


class Way:
    """One case taken by its people from the letter to the end; every version is read anew, as a page does."""

    def __init__(self, programme: Programme, school: str) -> None:
        self.programme = programme
        [self.case_id] = programme.open_cases(school)

    @property
    def state(self) -> str:
        state: str = self.programme.look(select(Case.state).where(Case.id == self.case_id))
        return state

    def enter(self, command: type[Command], **fields: Any) -> Result:
        return self.programme.do(self.programme.house.methodist, command(case_id=self.case_id, **fields))

    def move(self, transition: str, **fields: Any) -> None:
        version = self.programme.look(select(Case.version).where(Case.id == self.case_id))
        self.enter(MoveCase, version=version, transition=transition, **fields)

    def decide(self, reason: str) -> None:
        """The methodist puts the school up at its page; the official decides by a record with its ground."""
        house = self.programme.house
        methodist = Visitor(self.programme.app, house.methodist)
        official = Visitor(self.programme.app, house.official)
        methodist.open(f"/packets/new?case={self.case_id}").press("Собрать комплект из отмеченных")
        methodist.press("Передать комплект на утверждение")
        assert self.state.endswith(".on_approval")
        official.open(methodist.address).press("Утвердить записью", reason=reason)
        assert "Решение записано, комплект в силе" in official.text

    def told(self, role: Role) -> OnBehalf:
        return OnBehalf(role=role, channel="по телефону", happened_on=date(2026, 11, 20))


def test_gatchina_13_a_case_is_closed_without_a_single_order(gatchina: Programme) -> None:
    """От диагностики через пару до закрытия решают записи с основанием; приказа нет ни одного."""
    way = Way(gatchina, "siverskaya_oosh")
    way.enter(AddDeficit, title="Смысловое чтение", kind="common", on_behalf=way.told(Role.SCHOOL))
    way.move("submit_answers", on_behalf=way.told(Role.SCHOOL))
    way.enter(
        RecordConclusion, instrument="Анкета школы", held_on=date(2026, 11, 20), text="Нужна команда химиков"
    )
    way.decide("Обсуждено на совещании руководителей, замечаний нет")

    assert way.state == "pairing.matching"
    partner = gatchina.house.schools["gatchinskaya_sosh_2"]
    pair_id = way.enter(ChoosePartner, partner_school_id=partner)["pair_id"]
    way.move("propose_pair")
    for side in (Role.SCHOOL, Role.PARTNER):
        way.enter(GiveConsent, pair_id=pair_id, side=side, on_behalf=way.told(side))
    way.decide("Обе школы согласны, партнёр справится")

    assert way.state == "events.running"
    way.move("review_events", reason="Школа работала с партнёром, мероприятий района не было")
    way.move("finish_events")
    assert way.state == "monitoring.measuring"
    way.move("submit_measurements")  # the document names no indicator, so there is nothing to ask for
    round_id = gatchina.look(select(MeasurementRound.id))
    way.enter(RecordNote, round_id=round_id, text="Дефицит закрыт работой с партнёром")
    way.decide("Справка обсуждена на совещании")
    way.move("finish_monitoring")

    assert way.state == "closure.reporting"
    way.enter(RecordClosingReport, text="Траектория выполнена полностью")
    way.decide("Итог подтверждён диагностическими работами")

    assert way.state == "closure.closed"
    assert [gatchina.how_many(table) for table in (Order, OrderDraft, OrderIdentity)] == [0, 0, 0]
    assert gatchina.how_many(DecisionRecord) == 4
    page = words_of(gatchina.open(f"/cases/{way.case_id}"))
    history = words_of(gatchina.open(f"/cases/{way.case_id}/history"))
    assert "Завершение Сопровождение завершено запись с основанием от 23.11.2026" in page
    for ground in ("Обсуждено на совещании", "Обе школы согласны", "Итог подтверждён"):
        assert ground in history
