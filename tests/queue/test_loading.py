"""What stands in the database after a programme file was loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.queue.conftest import DIAGNOSED, FILES, NOW, House, add_person, load_programme
from workflow.commands import NotAllowed, Result, run
from workflow.commands.load_programme import LoadProgramme
from workflow.commands.packets import AssemblePacket
from workflow.commands.people import AddPerson, GrantRole
from workflow.models.audit import AuditChain, AuditEntry
from workflow.models.authority import Authority, CategoryRecord, ExternalAct, School
from workflow.models.base import Base
from workflow.models.case import Case
from workflow.models.order import Order, OrderDraft, Register, RegisterKind
from workflow.models.person import RoleName
from workflow.models.programme import ProcessVersion, ProgrammeVersion
from workflow.orders.act import journal_title
from workflow.programmes import BrokenProgramme
from workflow.states.definition import PacketKind

Load = Callable[..., Result]
ALL = ("kirovsk", "gatchina", "kirishi", "tbilissky", "sosva")


def rows_in_all_tables(session: Session) -> dict[str, int]:
    session.rollback()
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.acceptance
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("code", ALL)
def test_common_1_a_programme_file_is_loaded_without_a_manual_edit(
    code: str, loaded: Load, session: Session
) -> None:
    result = loaded(code)
    authority = session.scalars(select(Authority)).one()
    version = session.scalars(select(ProgrammeVersion)).one()
    assert result["is_new"]
    assert authority.name
    assert authority.territory
    assert version.text == (FILES / f"{code}.yaml").read_text("utf-8")
    assert all(school.source for school in session.scalars(select(School)))
    assert all(order.source for order in session.scalars(select(Order)))
    assert all(act.source for act in session.scalars(select(ExternalAct)))


@pytest.mark.acceptance
def test_kirovsk_1_the_register_shows_26_acts_of_the_committee(loaded: Load, session: Session) -> None:
    loaded("kirovsk")
    orders = session.scalars(select(Order)).all()
    assert len(orders) == 26
    assert all(order.is_imported and order.number_text and order.dated_on for order in orders)
    assert {order.act_type for order in orders} == {"распоряжение"}
    by_number = {(order.number_text, order.dated_on) for order in orders}
    assert ("237", date(2023, 6, 8)) in by_number
    assert {("226", date(2021, 9, 7)), ("298", date(2021, 11, 11)), ("287", date(2022, 9, 6))} <= by_number
    assert not any(order.number_text == "871-р" for order in orders)


@pytest.mark.acceptance
def test_kirovsk_2_the_register_sorts_by_date_and_number_whatever_the_order_of_the_list(
    loaded: Load, session: Session
) -> None:
    loaded("kirovsk")
    orders = session.scalars(select(Order).order_by(Order.dated_on, Order.ordinal, Order.id)).all()
    keys = [(order.dated_on, order.ordinal) for order in orders]
    assert keys == sorted(keys)
    assert [order.id for order in orders] == sorted(order.id for order in orders)
    pairs = list(pairwise(keys))
    assert [(left[1], right[1]) for left, right in pairs if left[0] == right[0]] == [
        (263, 268),
        (53, 54),
        (305, 306),
    ]


def test_imported_orders_stand_in_a_register_of_their_own(loaded: Load, session: Session) -> None:
    loaded("kirovsk")
    registers = {register.kind: register for register in session.scalars(select(Register))}
    assert set(registers) == {RegisterKind.OWN, RegisterKind.IMPORTED}
    assert registers[RegisterKind.OWN].last_number == 0
    assert registers[RegisterKind.OWN].title == "Журнал распоряжений"
    assert {order.register_id for order in session.scalars(select(Order))} == {
        registers[RegisterKind.IMPORTED].id
    }


def test_every_imported_order_is_on_the_record(loaded: Load, session: Session) -> None:
    loaded("kirovsk")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "order:import")).all()
    assert {entry.order_id for entry in entries} == set(session.scalars(select(Order.id)))
    chain = session.scalars(select(AuditChain).where(AuditChain.authority_id.is_not(None))).one()
    assert chain.size == session.scalar(select(func.count()).select_from(AuditEntry))


@pytest.mark.acceptance
def test_gatchina_1_12_schools_with_low_and_6_with_high_results(loaded: Load, session: Session) -> None:
    loaded("gatchina")
    rows = session.execute(
        select(CategoryRecord.category, func.count()).group_by(CategoryRecord.category)
    ).all()
    assert {row[0]: row[1] for row in rows} == {"low_results": 12, "high_results": 6}
    assert session.scalar(select(func.count()).select_from(School)) == 18


@pytest.mark.acceptance
def test_gatchina_9_five_grounds_four_of_them_with_number_and_date(loaded: Load, session: Session) -> None:
    loaded("gatchina")
    acts = session.scalars(select(ExternalAct)).all()
    assert len(acts) == 5
    assert {act.number for act in acts if act.number and act.dated_on} == {"204", "1642", "398", "3344"}


@pytest.mark.acceptance
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("code", ["gatchina", "kirishi"])
def test_common_2_what_a_programme_lacks_is_not_asked_for_when_it_is_loaded(
    code: str, loaded: Load, session: Session
) -> None:
    loaded(code)
    assert session.scalars(select(Order)).all() == []


@pytest.mark.acceptance
def test_common_4_a_loaded_programme_brings_no_person(loaded: Load, session: Session) -> None:
    for code in ALL:
        loaded(code)
    assert rows_in_all_tables(session)["people"] == 0


def test_the_same_bytes_again_change_nothing(loaded: Load, session: Session) -> None:
    loaded("kirovsk")
    before = rows_in_all_tables(session)
    again = loaded("kirovsk")
    assert not again["is_new"]
    assert rows_in_all_tables(session) == before


def test_a_changed_file_is_the_next_version_and_repeats_nothing(loaded: Load, session: Session) -> None:
    loaded("kirovsk")
    before = rows_in_all_tables(session)
    changed = (FILES / "kirovsk.yaml").read_bytes() + b"\n# another edition\n"
    assert loaded("kirovsk", content=changed)["version"] == 2
    after = rows_in_all_tables(session)
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown == {"programme_versions": 1, "audit_entries": 1}


def test_a_broken_file_loads_nothing(loaded: Load, session: Session) -> None:
    before = rows_in_all_tables(session)
    broken = (FILES / "kirovsk.yaml").read_bytes().replace(b'date: "2020-12-01"', b'date: "2020-13-01"')
    with pytest.raises(BrokenProgramme):
        loaded("kirovsk", content=broken)
    assert rows_in_all_tables(session) == before


def test_process_settings_have_their_version_and_say_that_they_are_ours(loaded: Load, session: Session) -> None:
    loaded("kirovsk")
    version = session.scalars(select(ProcessVersion)).one()
    assert version.number == 3
    assert version.settings["stages"] == ["plan_approval", "pairing", "events", "monitoring", "closure"]
    assert version.settings["origins"]["stages"] == "beside_file"
    assert version.settings["origins"]["labels"] == "default"


def test_begun_cases_keep_their_process_and_the_year_opens_the_next_ones_on_the_new(
    kirovsk: House, session: Session
) -> None:
    kirovsk.open("shumskaya")
    changed = DIAGNOSED.replace(b"[diagnosis, pairing, closure]", b"[pairing, closure]")
    load_programme("kirovsk", content=(FILES / "kirovsk.yaml").read_bytes() + changed)
    kirovsk.open("sukhovskaya")
    session.rollback()
    cases = session.execute(
        select(Case.state, ProcessVersion.number)
        .join(ProcessVersion, ProcessVersion.id == Case.process_version_id)
        .order_by(Case.id)
    ).all()
    assert [tuple(case) for case in cases] == [("diagnosis.collecting", 1), ("pairing.matching", 2)]


def test_five_programmes_are_five_authorities_with_a_chain_each_and_one_of_the_system(
    loaded: Load, session: Session
) -> None:
    for code in ALL:
        loaded(code)
    owners = session.scalars(select(AuditChain.authority_id)).all()
    assert len(owners) == 6
    assert owners.count(None) == 1
    assert set(owners) - {None} == set(session.scalars(select(Authority.id)))


def test_an_administrator_loads_and_nobody_else_does(app_context: None, session: Session) -> None:
    admin = run(
        AddPerson(email="admin@test.example", post="администратор", password_hash="none"),
        actor_id=None,
        now=NOW,
        system=True,
    )["person_id"]
    grant = GrantRole(person_id=admin, role=RoleName.ADMIN, from_on=date(2026, 1, 1))
    run(grant, actor_id=None, now=NOW, system=True)
    path = FILES / "gatchina.yaml"
    command = LoadProgramme(file_name=path.name, content=path.read_bytes())
    assert run(command, actor_id=admin, now=NOW)["is_new"]
    authority_id = session.scalars(select(Authority.id)).one()
    official = add_person("official", RoleName.OFFICIAL, authority_id, may_approve=True)
    changed = replace(command, content=command.content + b"\n# edition\n")
    with pytest.raises(NotAllowed):
        run(changed, actor_id=official, now=NOW)
    assert session.scalar(select(func.count()).select_from(ProgrammeVersion)) == 1


def test_a_school_typed_by_hand_becomes_the_documents_own(kirovsk: House, session: Session) -> None:
    kirovsk.open(new_schools=("МКОУ «Войбокальская ООШ»",))
    text = (FILES / "kirovsk.yaml").read_text("utf-8")
    named = '    - {id: voybokalskaya, name: "МКОУ «Войбокальская ООШ»", source: "004 (строка 19)"}\n'
    load_programme("kirovsk", content=text.replace("  schools:\n", f"  schools:\n{named}", 1).encode())
    session.rollback()
    schools = session.scalars(select(School).where(School.search == "мкоу войбокальская оош")).all()
    assert [(school.code, school.source) for school in schools] == [("voybokalskaya", "004 (строка 19)")]


@pytest.mark.parametrize(
    ("act_type", "title"),
    [
        ("распоряжение", "Журнал распоряжений"),
        ("Постановление", "Журнал постановлений"),
        ("указание", "Журнал актов: указание"),
    ],
)
def test_a_journal_is_called_by_its_acts_and_an_unknown_word_stands_as_it_is(act_type: str, title: str) -> None:
    assert journal_title(act_type) == title


def test_new_settings_open_the_journal_that_they_name_and_leave_the_old_one(
    kirovsk: House, session: Session
) -> None:
    """Of a word that has no journal, and of one whose numbers come from elsewhere now."""
    text = (FILES / "kirovsk.yaml").read_bytes()
    for own in ("act_type: постановление", "act_type: распоряжение, register: external"):
        load_programme("kirovsk", content=text + f"process: {{{own}}}\n".encode())
    session.rollback()
    journals = session.execute(
        select(Register.act_type, Register.kind, Register.title)
        .where(Register.kind != RegisterKind.IMPORTED)
        .order_by(Register.id)
    ).all()
    assert [tuple(row) for row in journals] == [
        ("распоряжение", RegisterKind.OWN, "Журнал распоряжений"),
        ("постановление", RegisterKind.OWN, "Журнал постановлений"),
        ("распоряжение", RegisterKind.EXTERNAL, "Журнал распоряжений (номера даёт канцелярия)"),
    ]
    kirovsk.open("shumskaya", stage="closure", basis_text="Список пар прошлого года", letter=None)
    [case_id] = session.scalars(select(Case.id)).all()
    session.rollback()
    packet = AssemblePacket(run_id=kirovsk.run_id, kind=PacketKind.CLOSING, case_ids=(case_id,))
    run(packet, actor_id=kirovsk.methodist, now=NOW)
    drafted = session.scalars(select(Register).join(OrderDraft, OrderDraft.register_id == Register.id)).one()
    assert (drafted.act_type, drafted.kind) == ("распоряжение", RegisterKind.EXTERNAL)


def test_another_programme_of_the_authority_takes_no_name_from_a_school(loaded: Load, session: Session) -> None:
    """One id for two schools is refused by its line; the same school under the same id is one school."""
    loaded("kirovsk")
    text = (FILES / "kirovsk.yaml").read_text("utf-8").replace("id: kirovsk\n", "id: kirovsk_second\n", 1)
    other = text.replace("«Шумская СОШ»", "«Дальняя СОШ»")
    before = rows_in_all_tables(session)
    with pytest.raises(BrokenProgramme, match="«shumskaya» — уже МКОУ «Шумская СОШ»") as refused:
        loaded("kirovsk", content=other.encode())
    assert [other.splitlines()[one.line - 1].strip()[:16] for one in refused.value.problems] == [
        "- {id: shumskaya"
    ]
    assert rows_in_all_tables(session) == before
    assert loaded("kirovsk", content=text.encode())["is_new"]
    renamed = text.replace("«Шумская СОШ»", "«Шумская школа»")
    assert loaded("kirovsk", content=renamed.encode())["version"] == 2
