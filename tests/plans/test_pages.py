"""The pages of plans, pressed as people press them, on both databases."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from tests.casework.conftest import Town
from tests.plans.steps import add, approved, content_seen, measure, plan_of, reviewed
from tests.world import World, diagnose, open_case
from workflow.commands.orders import IssueOrder
from workflow.models.case import Case
from workflow.models.packet import Packet
from workflow.models.plan import Measure, Plan, PlanReview


def made(town: Town, *titles: str) -> int:
    plan_id: int = town.arrange(plan_of)
    for title in titles or ("Провести семинар",):
        town.arrange(add, plan_id, title)
    return plan_id


def first(town: Town) -> tuple[int, str]:
    row = town.look(select(Measure).order_by(Measure.id).limit(1))
    return row.id, str(row.version)


def order_of_titles(html: str) -> list[str]:
    return re.findall(r'<td><span class="fw-semibold">(.*?)</span>', html)


def test_a_plan_is_made_and_a_measure_written_by_hand(town: Town) -> None:
    case_id = town.arrange(open_case, "s1", stage="plan_approval")
    methodist = town.sign_in("methodist")
    assert "Составить план…" in methodist.open(f"/cases/{case_id}")
    where = methodist.press(f"/cases/{case_id}/plan", name="Траектория школы")
    assert "Траектория школы" in methodist.open(where)
    methodist.press(
        f"{where}/measures",
        what="Открытый урок физики",
        performers="school",
        term="до 25.11.2026",
        control_forms="приказ\nсправка",
        result="Урок показан",
        quantities="60 % педагогов",
        deficit_id="0",
    )
    page = methodist.open(where)
    for words in ("Открытый урок физики", "до 25.11.2026, ср", "приказ", "справка", "60 %: педагогов"):
        assert words in page
    assert "редакция" not in methodist.open(f"/cases/{case_id}")


def test_what_is_wrong_with_a_measure_is_said_at_its_field(town: Town) -> None:
    plan_id = made(town)
    town.arrange(diagnose, "s1")
    methodist = town.sign_in("methodist")
    bad = {
        "what": ({"what": " "}, "Напишите здесь хотя бы несколько слов"),
        "term": ({"term": "когда-нибудь"}, "Срок не понят"),
        "month": ({"term": "ноябрь"}, "Назовите год"),
        "performers": ({"performers": "minister"}, "Выберите исполнителей из списка"),
        "quantities": ({"quantities": "много"}, "начните строку с числа"),
        "deficit_id": ({"deficit_id": "777"}, "Выберите дефицит этой школы из списка"),
    }
    for fields, sentence in bad.values():
        typed = {"what": "Открытый урок", "result": "остаётся в форме", **fields}
        page = methodist.press(f"/plans/{plan_id}/measures", status=422, **typed)
        assert sentence in page
        assert "остаётся в форме" in page
    assert town.look(select(func.count()).select_from(Measure)) == 1


def test_a_month_without_a_year_takes_the_year_that_was_named(town: Town) -> None:
    plan_id = made(town)
    methodist = town.sign_in("methodist")
    methodist.press(f"/plans/{plan_id}/measures", what="Слёт", term="ноябрь", year="2026")
    row = town.look(select(Measure).where(Measure.title == "Слёт"))
    assert (str(row.from_on), str(row.due_on), row.as_given) == ("2026-11-01", "2026-11-30", "ноябрь")


def test_measures_are_edited_put_in_order_and_taken_out_of_a_draft(town: Town) -> None:
    plan_id = made(town, "Первая", "Вторая")
    methodist = town.sign_in("methodist")
    measure_id, version = first(town)
    methodist.press(f"/measures/{measure_id}/move", version=version, by="1")
    assert order_of_titles(methodist.open(f"/plans/{plan_id}")) == ["Вторая", "Первая"]
    _, version = first(town)
    methodist.press(f"/measures/{measure_id}", version=version, what="Первая, иначе", term="до 25.11.2026")
    assert order_of_titles(methodist.open(f"/plans/{plan_id}")) == ["Вторая", "Первая, иначе"]
    _, version = first(town)
    methodist.press(f"/measures/{measure_id}/remove", version=version)
    assert order_of_titles(methodist.open(f"/plans/{plan_id}")) == ["Вторая"]


def test_a_page_that_is_old_changes_nothing_and_says_so(town: Town) -> None:
    made(town)
    measure_id, version = first(town)
    methodist = town.sign_in("methodist")
    methodist.press(f"/measures/{measure_id}", version=version, what="Новые слова", term="до 25.11.2026")
    methodist.press(f"/measures/{measure_id}", status=409, version=version, what="Старые слова")
    assert town.look(select(Measure.title).where(Measure.id == measure_id)) == "Новые слова"


def test_a_gap_passes_when_a_reason_is_written(town: Town) -> None:
    plan_id = town.arrange(plan_of)
    town.arrange(add, plan_id, "Консультации", control_forms=())
    methodist = town.sign_in("methodist")
    assert "нет формы контроля" in methodist.open(f"/plans/{plan_id}")
    measure_id, version = first(town)
    page = methodist.press(f"/measures/{measure_id}/gap", status=422, version=version, comment="")
    assert "Напишите" in page
    methodist.press(f"/measures/{measure_id}/gap", version=version, comment="идут весь год")
    page = methodist.open(f"/plans/{plan_id}")
    assert "пробел принят: идут весь год" in page
    assert "нет формы контроля" not in page


def test_the_school_reads_its_plan_and_answers(town: Town) -> None:
    plan_id = made(town)
    seen = town.arrange(lambda _: content_seen(plan_id))
    school = town.sign_in("s1")
    assert "Провести семинар" in school.open(f"/plans/{plan_id}/review")
    remark = {"version": seen, "answer": "no", "comment": ""}
    assert "без слов не делается" in school.press(f"/plans/{plan_id}/review", status=422, **remark)
    school.press(f"/plans/{plan_id}/review", version=seen, answer="yes")
    assert "согласна с планом" in school.open(f"/plans/{plan_id}")


def test_nobody_agrees_to_a_plan_that_changed_meanwhile(town: Town) -> None:
    plan_id = made(town)
    seen = town.arrange(lambda _: content_seen(plan_id))
    town.arrange(add, plan_id, "Дописано")
    town.sign_in("s1").press(f"/plans/{plan_id}/review", status=409, version=seen, answer="yes")
    assert town.look(select(func.count()).select_from(PlanReview)) == 0


def test_the_methodist_records_the_answer_for_the_school(town: Town) -> None:
    plan_id = made(town)
    seen = town.arrange(lambda _: content_seen(plan_id))
    methodist = town.sign_in("methodist")
    answer = {"version": seen, "answer": "yes", "channel": "письмом", "happened_on": "12.10.2026"}
    methodist.press(f"/plans/{plan_id}/review", **answer)
    page = methodist.open(f"/plans/{plan_id}")
    assert "записал за школу" in page
    assert "письмом" in page


def test_the_approved_version_stands_beside_the_draft_with_what_changed(town: Town) -> None:
    def to_force(world: World) -> int:
        plan_id = plan_of(world)
        one = add(world, plan_id)
        reviewed(world, "s1", plan_id)
        approved(world, "s1")
        return measure(one).id

    measure_id = town.arrange(to_force)
    plan_id, version = town.look(select(Measure.plan_id)), first(town)[1]
    methodist = town.sign_in("methodist")
    page = methodist.open(f"/plans/{plan_id}")
    assert "Редакция 1 действует с 12.10.2026" in page
    assert "Ничего: план такой, каким его утвердили." in page
    methodist.press(
        f"/measures/{measure_id}",
        version=version,
        what="Провести два семинара",
        performers="school",
        term="до 25.11.2026",
        control_forms="справка",
    )
    page = methodist.open(f"/plans/{plan_id}")
    assert "<del>Провести семинар</del> → <ins>Провести два семинара</ins>" in page
    assert "Провести семинар" in methodist.open(f"/plans/{plan_id}/print")
    assert "Снять…" in page
    refused = methodist.press(f"/measures/{measure_id}/remove", status=409, version=first(town)[1])
    assert "Эта мера утверждена актом" in refused


def test_a_municipal_plan_goes_to_its_packet_and_is_in_force_on_a_day(town: Town) -> None:
    run = town.world.run_id
    methodist = town.sign_in("methodist")
    term = {"name": "Дорожная карта", "from_on": "01.10.2026", "to_on": "31.05.2027"}
    page = methodist.press(f"/runs/{run}/plans", status=422, **{**term, "to_on": "01.01.2026"})
    assert "Конец срока должен быть позже начала" in page
    where = methodist.press(f"/runs/{run}/plans", **term)
    plan_id = town.look(select(Plan.id))
    town.arrange(add, plan_id, "Общий день", performers=("methodist",))
    methodist.open(methodist.press(f"{where}/packet"))
    packet_id = town.look(select(Packet.id))
    methodist.open(f"/packets/{packet_id}/text")
    assert f"/packets/{packet_id}" in methodist.open(where)
    methodist.press(f"/packets/{packet_id}/submit", version=str(town.look(select(Packet.version))))
    official = town.sign_in("official")
    assert "Общий день" in official.open(f"/packets/{packet_id}")
    version = town.look(select(Packet.version))
    town.do("official", IssueOrder(packet_id=packet_id, version=version))
    assert "Действуют на 11.10.2026" in methodist.open(f"/runs/{run}/plans?on=11.10.2026")
    in_force = methodist.open(f"/runs/{run}/plans?on=12.10.2026").partition("Другие планы")[0]
    assert "Дорожная карта" in in_force
    assert "В этот день не действует" in methodist.open(f"/runs/{run}/plans?on=01.06.2027")
    methodist.press(f"{where}/end", ended_on="31.12.2026")
    assert "В этот день не действует" in methodist.open(f"/runs/{run}/plans?on=01.02.2027")
    assert "Такого дня нет" in methodist.open(f"/runs/{run}/plans?on=32.13.2026")


def test_the_case_page_leads_through_the_stage(town: Town) -> None:
    plan_id = made(town)
    case_id = town.world.cases["s1"]
    methodist = town.sign_in("methodist")
    page = methodist.open(f"/cases/{case_id}")
    assert "Передать план школе" in page
    methodist.press(f"/cases/{case_id}/transitions/send_plan_to_school", version="1")
    page = methodist.open(f"/cases/{case_id}")
    assert "Вернуть план в работу" in page
    assert f"/plans/{plan_id}/review" in page
    methodist.press(f"/cases/{case_id}/transitions/redraft_plan", version=str(town.look(select(Case.version))))
    assert "Методист готовит план" in methodist.open(f"/cases/{case_id}")
