"""What people do on the way of a case, in whichever programme: each step through the pages, as it is pressed.

Days are counted from the real today, so that a journey says the same in any year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from playwright.sync_api import Locator

from tests.browser.house import House
from tests.browser.person import Person
from workflow.clock import now

MAIN_BUTTON = "main form button.btn-primary"
OPEN_TASKS = "SELECT id FROM tasks WHERE case_id = ? AND status = 'open' AND due_on <= ?"


def day(ahead: int) -> str:
    """So many days from today, as it is typed into a form; negative: ago."""
    return (now().date() + timedelta(days=ahead)).strftime("%d.%m.%Y")


def iso(ahead: int) -> str:
    """The same day as it stands in the database."""
    return (now().date() + timedelta(days=ahead)).isoformat()


# opening


def begin_run(house: House, methodist: Person, code: str, *, from_on: str = "", to_on: str = "") -> int:
    """A term of the programme of this code; answers the run's id."""
    methodist.open(f"/programmes/{code}/runs/new")
    methodist.page.fill("[name=from_on]", from_on or day(-80))
    methodist.page.fill("[name=to_on]", to_on or day(280))
    methodist.go_by(methodist.page.locator(MAIN_BUTTON).last)
    [[run]] = house.rows("SELECT max(id) FROM runs")
    return int(str(run))


def open_by_a_letter(
    house: House, methodist: Person, run: int, *, schools: Sequence[str], category: str = "low_results"
) -> dict[str, int]:
    """A pasted list is previewed, and nothing stands before the press; answers {school's name: case id}."""
    page = methodist.page
    before = house.rows("SELECT count(*) FROM cases")
    methodist.open(f"/runs/{run}/open")
    page.fill("[name=pasted]", "\n".join(schools))
    page.fill("[name=letter_issuer]", "Комитет общего и профессионального образования")
    page.fill("[name=letter_number]", "19-23931/2026")
    page.fill("[name=letter_on]", day(-79))
    page.select_option("[name=category]", value=category)
    methodist.press("Показать, что откроется…")
    assert house.rows("SELECT count(*) FROM cases") == before
    methodist.press("Открыть")
    return cases_of(house, run)


def open_by_words(
    house: House, methodist: Person, run: int, *, schools: Sequence[str], why: str
) -> dict[str, int]:
    """Schools typed by hand, without any document; answers {school's name: case id}."""
    page = methodist.page
    methodist.open(f"/runs/{run}/open")
    page.fill("[name=pasted]", "\n".join(schools))
    page.check("[name=ground][value=words]")
    page.fill("[name=words]", why)
    methodist.press("Показать, что откроется…")
    methodist.press("Открыть")
    return cases_of(house, run)


def cases_of(house: House, run: int) -> dict[str, int]:
    rows = house.rows(
        "SELECT schools.name, cases.id FROM cases JOIN schools ON schools.id = school_id"
        " WHERE run_id = ? ORDER BY cases.id",
        run,
    )
    return {str(name): int(str(case_id)) for name, case_id in rows}


def state_of(house: House, case: int) -> str:
    [[state]] = house.rows("SELECT state FROM cases WHERE id = ?", case)
    return str(state)


# steps of a case


def move(person: Person, case: int, transition: str, *, reason: str = "") -> None:
    """A transition on its own page; the reason answers warnings that are shown there."""
    person.open(f"/cases/{case}/transitions/{transition}")
    if reason:
        person.page.fill("[name=reason]", reason)
    person.go_by(person.page.locator(MAIN_BUTTON).last)


def told(person: Person, *, side: str = "school", channel: str = "письмом", ago: int = 60) -> None:
    """On the open form: the step is the school's (or the partner's), recorded by the methodist."""
    page = person.page
    if page.locator(f"[name=recorded_for][value={side}]").count():
        page.check(f"[name=recorded_for][value={side}]")
    page.fill("[name=channel]", channel)
    page.fill("[name=happened_on]", day(-ago))


def add_deficit(methodist: Person, case: int, *, text: str, kind: str) -> None:
    """`kind` is common or individual: from it follows who helps."""
    methodist.open(f"/cases/{case}/deficits")
    methodist.page.fill("[name=text]", text)
    methodist.page.check(f"[name=kind][value={kind}]")
    told(methodist)
    methodist.press("Записать дефицит")


def conclude(methodist: Person, case: int, *, instrument: str, text: str) -> None:
    methodist.open(f"/cases/{case}/conclusion")
    methodist.page.fill("[name=instrument]", instrument)
    methodist.page.fill("[name=held_on]", day(-62))
    methodist.page.fill("[name=text]", text)
    methodist.press("Записать вывод")


def submit_answers(methodist: Person, case: int) -> None:
    """The school's answers go to the methodist, recorded for it."""
    methodist.open(f"/cases/{case}/transitions/submit_answers")
    told(methodist)
    methodist.go_by(methodist.page.locator(MAIN_BUTTON).last)


def diagnose(methodist: Person, case: int, *, lack: str, kind: str = "individual") -> None:
    """The methodist records for the school what it told by letter; both names are kept."""
    add_deficit(methodist, case, text=lack, kind=kind)
    conclude(methodist, case, instrument="Самодиагностика школы", text=f"Нужна помощь: {lack}")
    submit_answers(methodist, case)


def choose_partner(methodist: Person, case: int, *, partner: str, why: str) -> None:
    methodist.open(f"/cases/{case}/partner")
    methodist.page.select_option("[name=partner_school_id]", label=partner)
    methodist.page.fill("[name=why]", why)
    methodist.press("Выбрать партнёра")


def agree_to_pair(methodist: Person, case: int) -> None:
    """The pair is proposed, and both schools answer by telephone."""
    methodist.open(f"/cases/{case}")
    methodist.press("Предложить пару школам")
    for side in ("school", "partner"):
        methodist.open(f"/cases/{case}/consent/{side}")
        methodist.page.check("[name=answer][value=yes]")
        told(methodist, side=side, channel="по телефону", ago=55)
        methodist.press("Записать ответ")


def pair(methodist: Person, case: int, *, partner: str, why: str = "Сильная физика") -> None:
    choose_partner(methodist, case, partner=partner, why=why)
    agree_to_pair(methodist, case)


# packets and what decides them


def put_up(methodist: Person, kind: str, cases: Sequence[int]) -> int:
    """A packet of exactly these cases goes for approval; answers its id."""
    methodist.open("/packets/new")
    form = methodist.page.locator(f"form:has(input[name=kind][value={kind}])")
    for box in form.locator("[name=case_ids]").all():
        box.set_checked(int(str(box.get_attribute("value"))) in cases)
    methodist.go_by(form.get_by_role("button", name="Собрать комплект из отмеченных"))
    return submit(methodist)


def submit(methodist: Person, *, reason: str = "") -> int:
    """The packet whose page is open goes for approval; answers its id."""
    if reason:
        methodist.page.fill("form[action$=submit] [name=reason]", reason)
    methodist.press("Передать комплект на утверждение")
    return int(re.findall(r"/packets/(\d+)", methodist.page.url)[0])


def leave_out(official: Person, packet: int, *, school: str, why: str) -> None:
    official.open(f"/packets/{packet}")
    row = official.page.locator("tr", has_text=school).last
    row.locator("summary").click()
    row.locator("[name=comment]").fill(why)
    official.go_by(row.get_by_role("button", name="Вернуть"))


def issue(official: Person, packet: int) -> str:
    """Approve, sign and register in one press; answers the number that was given."""
    official.open(f"/packets/{packet}")
    official.press("Утвердить и зарегистрировать")
    numbers = re.findall(r"№\s*(\d+) от", official.page.inner_text("main").replace("\xa0", " "))
    assert numbers
    return str(numbers[0])


def decide_by_record(official: Person, packet: int, *, ground: str) -> None:
    """A written reason decides; no order comes of it."""
    official.open(f"/packets/{packet}")
    official.page.fill("form[action$=decide] [name=reason]", ground)
    official.press("Утвердить записью")
    assert official.sees("комплект в силе")


# tasks


def give_evidence(methodist: Person, task: int, *, what: str) -> None:
    """Given for the school by the methodist."""
    methodist.open(f"/tasks/{task}")
    methodist.page.fill("[name=what]", what)
    told(methodist)
    methodist.go_by(evidence_form(methodist).locator("button").first)


def evidence_form(person: Person) -> Locator:
    return person.page.locator("form[action$=evidence]")


def accept_evidence(official: Person, task: int) -> None:
    """Somebody else than the giver looks at it."""
    official.open(f"/tasks/{task}")
    official.press("Принять")


def close_task(methodist: Person, task: int) -> None:
    """A task without a checklist may close itself when its evidence is accepted."""
    methodist.open(f"/tasks/{task}")
    if methodist.page.get_by_role("button", name="Закрыть поручение").count():
        methodist.press("Закрыть поручение")


def finish_tasks(house: House, methodist: Person, official: Person, case: int) -> None:
    """Each open task of the term: evidence given, accepted by somebody else, and the task is closed."""
    [[end]] = house.rows("SELECT to_on FROM cases WHERE id = ?", case)
    for [task] in house.rows(OPEN_TASKS, case, end):
        number = int(str(task))
        give_evidence(methodist, number, what="Договор подписан")
        accept_evidence(official, number)
        close_task(methodist, number)
    assert house.rows(OPEN_TASKS, case, end) == []


# the end


def report(methodist: Person, case: int, *, text: str) -> None:
    methodist.open(f"/cases/{case}/report")
    methodist.page.fill("[name=text]", text)
    methodist.press("Записать итог")
