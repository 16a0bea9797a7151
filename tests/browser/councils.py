"""What people do where a council or a working group decides: its protocols, and rows of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from types import MappingProxyType

from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import evidence_form, told
from workflow import clock


def take_body(methodist: Person, name: str) -> int:
    """The council or group that the document names is written down; answers its id."""
    methodist.open("/bodies")
    methodist.go_by(methodist.page.get_by_role("button", name=f"Записать: {name}"))
    return int(re.findall(r"/bodies/(\d+)", methodist.page.url)[0])


def decide_by_protocol(
    clerk: Person,
    packet: int,
    *,
    dated_on: str,
    about: str,
    returned: Mapping[int, str] = MappingProxyType({}),
) -> str:
    """The next protocol of the body decides the packet, with a decision for each case.

    `returned`: case id -> what the body asks to mend; the others are adopted. Answers the protocol's number.
    """
    page = clerk.page
    clerk.open(f"/packets/{packet}/protocol")
    number = page.input_value("[name=number]")
    page.fill("[name=dated_on]", dated_on)
    page.fill("[name=about]", about)
    for case, words in returned.items():
        page.check(f"[name=decision-{case}][value=return]")
        page.fill(f"[name=words-{case}]", words)
    clerk.press("Внести решение протокола")
    assert clerk.sees(f"Протоколом № {number} от {dated_on}")
    return number


def take_rows(
    methodist: Person, plan: int, numbers: Sequence[str], *, years: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Rows of the document go into the plan with their own words.

    `years`: row -> "2023" or "every", the answer to a term that names no year.
    """
    if not methodist.page.url.endswith(f"/plans/{plan}/activities"):
        methodist.open(f"/plans/{plan}/activities")
    for number in numbers:
        methodist.page.check(f"[name=activities][value='{number}']")
    for number, year in years.items():
        methodist.page.select_option(f"[name='year-{number}']", value=year)
    methodist.press("Взять отмеченные в план")


def protocols_of(house: House) -> list[tuple[object, ...]]:
    """Numbers and days in the order of the sequence."""
    return house.rows("SELECT number_text, dated_on FROM protocols ORDER BY ordinal")


def record_protocol(clerk: Person, body: int, *, dated_on: str, about: str) -> str:
    """A meeting goes on record before it is known what it decides; answers the number that was next."""
    clerk.open(f"/bodies/{body}")
    number = clerk.page.input_value("[name=number]")
    clerk.page.fill("[name=dated_on]", dated_on)
    clerk.page.fill("[name=about]", about)
    clerk.press("Записать протокол")
    return number


def decide_by_recorded_protocol(clerk: Person, packet: int, *, number: str, dated_on: str) -> None:
    clerk.open(f"/packets/{packet}/protocol")
    clerk.page.select_option("[name=protocol_id]", label=f"№ {number} от {dated_on}")
    clerk.press("Внести решение протокола")
    assert clerk.sees(f"Протоколом № {number} от {dated_on}")


def show_at_once(person: Person, tasks: Sequence[int], *, what: str, for_school: bool = False) -> None:
    """One paper for all these tasks, every control form of each."""
    person.open(f"/tasks/{tasks[0]}")
    person.page.fill("[name=what]", what)
    if for_school:
        told(person)
    for box in person.page.locator("[name=shows]").all():
        box.set_checked(int(str(box.get_attribute("value")).partition(":")[0]) in tasks)
    person.go_by(evidence_form(person).locator("button").first)


def check_and_close(checker: Person, tasks: Sequence[int]) -> None:
    """Somebody else than the giver accepts each control form, then closes the task."""
    accept = checker.page.get_by_role("button", name="Принять")
    for task in tasks:
        checker.open(f"/tasks/{task}")
        while accept.count():
            checker.go_by(accept.first)
        checker.press("Закрыть поручение")


@contextmanager
def standing_on(day: date) -> Iterator[str]:
    """The clock that the days of the steps are counted from; answers the same shift for the house.

    The days of a document are then read as they are written, in the years it is about.
    """
    shift = f"-P{(clock.now().date() - day).days}D"
    clock.set_shift(clock.parse_shift(shift), allowed=True)
    try:
        yield shift
    finally:
        clock.set_shift(timedelta(0), allowed=True)
