"""Statements about councils and working groups, on the programmes' own files, pressed on pages."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from tests.acceptance.conftest import Programme
from tests.approvals.visitor import Visitor
from tests.queue.conftest import add_person
from workflow.models.body import Protocol
from workflow.models.person import RoleName
from workflow.models.programme import Run


def clerk_of(programme: Programme) -> Visitor:
    authority_id = programme.look(select(Run.authority_id).where(Run.id == programme.house.run_id))
    with programme.app.app_context():
        person_id = add_person("protocol-clerk", RoleName.CLERK, authority_id)
    return Visitor(programme.app, person_id)


def test_tbilissky_7_the_council_that_order_369_created(run_programme: Callable[[str], Programme]) -> None:
    """Совет взят из программы вместе с приказом, который его создал: № 369 от 24.09.2020."""
    tbilissky = run_programme("tbilissky")
    methodist = Visitor(tbilissky.app, tbilissky.house.methodist).open("/bodies")
    assert "создан: № 369 от 24.09.2020" in methodist.text
    named = [
        one.values["created_by_order"] for one in methodist.forms if "Записать из программы" in one.buttons
    ]
    nth = named.index("№ 369 от 24.09.2020")
    methodist.press("Записать из программы", nth=nth)
    assert "координационный совет по мероприятиям" in methodist.text
    assert "Создан: № 369 от 24.09.2020." in methodist.text


def test_sosva_2_four_protocols_whose_numbers_grow_with_their_dates(
    run_programme: Callable[[str], Programme],
) -> None:
    """Март, май, август, декабрь 2023: номера растут; дата, идущая назад, не проходит молча."""
    sosva = run_programme("sosva")
    methodist = Visitor(sosva.app, sosva.house.methodist).open("/bodies").press("Записать из программы")
    clerk = clerk_of(sosva).open(methodist.address)
    for number, day in (("1", "20.03.2023"), ("2", "22.05.2023"), ("3", "21.08.2023")):
        clerk.press("Записать протокол", dated_on=day)
        assert f"следующий по порядку № {int(number) + 1}" in clerk.text
    clerk.press("Записать протокол", dated_on="01.08.2023")
    assert clerk.status == 409
    assert "Протокол № 3 с меньшим номером датирован позже" in clerk.text
    clerk.press("Записать протокол", dated_on="18.12.2023", about="Итоги реализации программы")
    with sosva.app.app_context():
        rows = sosva.session.execute(select(Protocol.number_text).order_by(Protocol.dated_on)).scalars().all()
    assert list(rows) == ["1", "2", "3", "4"]
