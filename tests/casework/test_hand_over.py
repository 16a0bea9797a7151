"""Who leaves hands over: shown first, then all in one press, told once, dates as they were."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.casework.conftest import Browser, Town
from tests.world import NOW, World, appoint, open_case
from workflow.audit.actions import AuditAction
from workflow.commands import BadInput, NotAllowed, run
from workflow.commands.hand_over import HandOver
from workflow.commands.tasks import CreateTask
from workflow.commands.tell import TellNotices
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.case import Case
from workflow.models.job import OutboxMessage
from workflow.models.notice import Notice
from workflow.models.packet import Packet
from workflow.models.person import RoleAssignment, RoleName
from workflow.models.task import Task
from workflow.states.definition import Act, PacketKind
from workflow.uow import unit_of_work


@dataclass
class Leaving:
    """A methodist with two cases, a task, a packet, and a colleague."""

    town: Town
    world: World
    cases: list[int]
    task: int
    packet: int

    @property
    def place(self) -> str:
        return f"/authorities/{self.world.authority_id}/handover/{self.world.people['methodist']}"

    def everything(self, **given: Any) -> dict[str, Any]:
        chosen = {"case": self.cases, "task": [self.task], "packet": [self.packet]}
        return {**chosen, "to_id": self.world.people["colleague"], "comment": "увольнение", **given}

    def rows(self, query: Any) -> list[Any]:
        with self.town.app.app_context():
            return list(db.session.scalars(query))


def colleague(world: World) -> None:
    appoint(world, "colleague", RoleName.METHODIST)


def packet_of(world: World) -> int:
    with unit_of_work() as session:
        packet = Packet(
            authority_id=world.authority_id,
            run_id=world.run_id,
            kind=PacketKind.DIAGNOSIS,
            act=Act.ORDER,
            title="О диагностике",
            state="packet.assembled",
            author_ids=[world.people["methodist"]],
            created_at=NOW,
            created_by_id=world.people["methodist"],
        )
        session.add(packet)
        session.flush()
        return packet.id


def task_of(world: World, case_id: int) -> int:
    command = CreateTask(
        case_id=case_id,
        title="Проверить план",
        assignee_role="methodist",
        assignee_id=world.people["methodist"],
        term="до 25.11.2026",
    )
    task_id: int = world.do("methodist", command)["task_id"]
    return task_id


@pytest.fixture
def leaving(town: Town) -> Leaving:
    town.arrange(colleague)
    cases = [town.arrange(open_case, school) for school in ("s1", "s2")]
    task = town.arrange(task_of, cases[0])
    return Leaving(town, town.world, cases, task, town.arrange(packet_of))


def press(browser: Browser, path: str, status: int, **fields: Any) -> str:
    return browser.press(path, status, **fields)


def test_what_goes_is_shown_and_nothing_is_written_before_the_press(leaving: Leaving) -> None:
    official = leaving.town.sign_in("official")
    page = official.open(leaving.place)
    assert page.count(" checked>") == 4
    before = leaving.rows(select(AuditEntry.id))
    shown = press(official, f"{leaving.place}/preview", 200, **leaving.everything())
    assert "Передаётся: 2 сопровождени" in shown
    assert "1 поручение, 1 комплект" in shown
    assert "увольнение" in shown
    assert leaving.rows(select(AuditEntry.id)) == before
    assert set(leaving.rows(select(Case.methodist_id))) == {leaving.world.people["methodist"]}


def test_everything_goes_in_one_press_with_an_entry_each_and_one_notice(leaving: Leaving) -> None:
    due = leaving.rows(select(Task.due_on))
    told = len(leaving.rows(select(OutboxMessage.id)))
    assert press(leaving.town.sign_in("official"), leaving.place, 303, **leaving.everything()) == "/handover"
    to = leaving.world.people["colleague"]
    assert set(leaving.rows(select(Case.methodist_id))) == {to}
    assert leaving.rows(select(Task.assignee_id)) == [to]
    assert leaving.rows(select(Task.due_on)) == due == [date(2026, 11, 25)]
    [packet] = leaving.rows(select(Packet))
    assert (packet.created_by_id, to in packet.author_ids) == (to, True)
    actions = leaving.rows(select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(4))
    assert sorted(actions) == [
        AuditAction.CASE_ASSIGN,
        AuditAction.CASE_ASSIGN,
        AuditAction.PACKET_HAND_OVER,
        AuditAction.TASK_HAND_OVER,
    ]
    assert len(leaving.rows(select(OutboxMessage.id))) == told + 1


def test_the_receiver_reads_one_notice_with_the_counts(leaving: Leaving) -> None:
    press(leaving.town.sign_in("official"), leaving.place, 303, **leaving.everything())
    payload = leaving.rows(select(OutboxMessage.payload).order_by(OutboxMessage.id.desc()).limit(1))[0]
    names = ("kind", "event", "at", "by_id")
    ids = {name: value for name, value in payload.items() if name not in names}
    with leaving.town.app.app_context():
        tell = TellNotices(kind=payload["kind"], event=payload["event"], ids=ids, by_id=payload["by_id"])
        run(tell, actor_id=None, now=NOW, system=True)
        run(tell, actor_id=None, now=NOW, system=True)
    assert leaving.rows(select(Notice.recipient_id)) == [leaving.world.people["colleague"]]
    page = leaving.town.sign_in("colleague").open("/notices")
    assert "Вам передали работу: 2 сопровождени" in page
    assert "Одно новое. Откройте его" in page


def test_a_part_may_stay(leaving: Leaving) -> None:
    chosen = leaving.everything(case=leaving.cases[:1], packet=[], task=[])
    press(leaving.town.sign_in("official"), leaving.place, 303, **chosen)
    people = leaving.world.people
    assert leaving.rows(select(Case.methodist_id).order_by(Case.id)) == [
        people["colleague"],
        people["methodist"],
    ]
    assert leaving.rows(select(Task.assignee_id)) == [people["methodist"]]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"case": [], "task": [], "packet": []}, "Отметьте хотя бы одно из того, что передаётся"),
        ({"to_id": 0}, "Выберите, кому передать"),
        ({"to_id": 999}, "field__error"),
        ({"to_id": "x"}, "field__error"),
        ({"case": [999_999]}, "Часть отмеченного уже передана"),
        ({"case": ["x"]}, "Часть отмеченного уже передана"),
        ({"comment": "я" * 2001}, "помещается 2000 знаков"),
    ],
)
def test_what_will_not_do_is_told_and_nothing_goes(
    leaving: Leaving, given: dict[str, Any], sentence: str
) -> None:
    official = leaving.town.sign_in("official")
    for path in (f"{leaving.place}/preview", leaving.place):
        assert sentence in press(official, path, 422, **leaving.everything(**given))
    assert set(leaving.rows(select(Case.methodist_id))) == {leaving.world.people["methodist"]}


def test_what_somebody_took_meanwhile_stops_the_whole(leaving: Leaving) -> None:
    world = leaving.world
    order = HandOver(
        authority_id=world.authority_id,
        from_id=world.people["methodist"],
        to_id=world.people["colleague"],
        case_ids=tuple(leaving.cases),
        task_ids=(leaving.task,),
    )
    leaving.town.do("official", order)
    with pytest.raises(BadInput, match="rows"):
        leaving.town.do("official", order)


def test_the_task_of_an_official_is_no_methodists_to_take(leaving: Leaving) -> None:
    """The page does not offer it; a form that names it all the same hands over nothing."""
    with leaving.town.app.app_context():
        of_official = CreateTask(
            case_id=leaving.cases[0],
            title="Подписать соглашение",
            assignee_role="official",
            assignee_id=leaving.world.people["official"],
        )
        task_id = leaving.world.do("methodist", of_official)["task_id"]
        command = HandOver(
            authority_id=leaving.world.authority_id,
            from_id=leaving.world.people["official"],
            to_id=leaving.world.people["colleague"],
            task_ids=(task_id,),
        )
        with pytest.raises(BadInput):
            leaving.world.do("official", command)


def test_only_a_methodist_of_today_takes_it_over_and_only_an_official_or_an_administrator_gives(
    leaving: Leaving,
) -> None:
    world = leaving.world
    given = {"authority_id": world.authority_id, "from_id": world.people["methodist"], "case_ids": (1,)}
    for receiver in ("clerk", "methodist"):
        with pytest.raises(BadInput, match="to_id"):
            leaving.town.do("official", HandOver(to_id=world.people[receiver], **given))
    for actor in ("methodist", "clerk", "observer", "s1"):
        with pytest.raises(NotAllowed):
            leaving.town.do(actor, HandOver(to_id=world.people["colleague"], **given))


def test_an_administrator_hands_over_without_reading_the_work(leaving: Leaving) -> None:
    leaving.town.arrange(lambda world: appoint(world, "admin", RoleName.ADMIN))
    browser = leaving.town.sign_in("admin")
    page = browser.open(leaving.place)
    assert "Школа s1" in page
    assert "Проверить план" not in page
    assert "О диагностике" not in page
    press(browser, leaving.place, 303, **leaving.everything())
    assert set(leaving.rows(select(Case.methodist_id))) == {leaving.world.people["colleague"]}


def test_the_list_says_who_holds_what_and_who_is_no_methodist_any_more(leaving: Leaving) -> None:
    official = leaving.town.sign_in("official")
    assert "сегодня не методист" not in official.open("/handover")

    def leave(world: World) -> None:
        with unit_of_work() as session:
            for role in session.scalars(
                select(RoleAssignment).where(RoleAssignment.person_id == world.people["methodist"])
            ):
                role.to_on = date(2026, 10, 11)

    leaving.town.arrange(leave)
    page = official.open("/handover")
    assert "сегодня не методист, работа ждёт" in page
    assert re.search(r'data-label="Сопровождений">2<.*?data-label="Поручений">1<', page)
    press(official, leaving.place, 303, **leaving.everything())
    assert "сегодня не методист" not in official.open("/handover")


def test_a_stranger_finds_nobody_s_work(leaving: Leaving) -> None:
    leaving.town.sign_in("official").open("/authorities/999/handover/1", status=404)
    leaving.town.sign_in("official").open(
        f"/authorities/{leaving.world.authority_id}/handover/99999", status=404
    )
    leaving.town.sign_in("clerk").open("/handover", status=403)


def test_where_no_other_methodist_works_the_page_says_whom_to_ask(town: Town) -> None:
    town.arrange(open_case, "s1")
    place = f"/authorities/{town.world.authority_id}/handover/{town.world.people['methodist']}"
    page = town.sign_in("official").open(place)
    assert "Передать пока некому" in page
    assert "Показать, что передаётся" not in page
