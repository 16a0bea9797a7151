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
    """Schools typed by hand, new ones among them, without any document; answers {school's name: case id}."""
    page = methodist.page
    methodist.open(f"/runs/{run}/open")
    page.fill("[name=pasted]", "\n".join(schools))
    page.check("[name=ground][value=words]")
    page.fill("[name=words]", why)
    methodist.press("Показать, что откроется…")
    for unknown in page.locator("input[name^=line-][value=new]").all():
        unknown.check()
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
    """What was collected goes on to be read; where the school collects, recorded for it."""
    methodist.open(f"/cases/{case}/transitions/submit_answers")
    if methodist.page.locator("[name=channel]").count():  # where the methodist collects, it is no school's step
        told(methodist)
    methodist.go_by(methodist.page.locator(MAIN_BUTTON).last)


def diagnose(methodist: Person, case: int, *, lack: str, kind: str = "individual") -> None:
    """The methodist records for the school what it told by letter; both names are kept."""
    add_deficit(methodist, case, text=lack, kind=kind)
    conclude(methodist, case, instrument="Самодиагностика школы", text=f"Нужна помощь: {lack}")
    submit_answers(methodist, case)


def strong(school: str) -> str:
    """As the list of partners calls it."""
    return f"{school} — с высокими результатами"


def choose_partner(methodist: Person, case: int, *, partner: str, why: str) -> None:
    if not methodist.page.url.endswith(f"/cases/{case}/partner"):
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


def put_up(methodist: Person, kind: str, cases: Sequence[int], *, reason: str = "") -> int:
    """A packet of exactly these cases goes for approval, warnings answered by the reason; answers its id."""
    methodist.open("/packets/new")
    form = methodist.page.locator(f"form:has(input[name=kind][value={kind}])")
    for box in form.locator("[name=case_ids]").all():
        box.set_checked(int(str(box.get_attribute("value"))) in cases)
    methodist.go_by(form.get_by_role("button", name="Собрать комплект из отмеченных"))
    return submit(methodist, reason=reason)


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


# plans


def make_plan(house: House, methodist: Person, case: int, *, title: str) -> int:
    """The plan of a school, still empty; its page stays open. Answers its id."""
    methodist.open(f"/cases/{case}/plan")
    methodist.page.fill("[name=name]", title)
    methodist.press("Составить план")
    [[plan]] = house.rows("SELECT id FROM plans WHERE case_id = ?", case)
    return int(str(plan))


def measures_of(house: House, plan: int) -> list[tuple[int, str]]:
    """Ids and titles in the plan's order."""
    query = "SELECT id, title FROM measures WHERE plan_id = ? AND removed_at IS NULL ORDER BY position, id"
    return [(int(str(measure)), str(title)) for measure, title in house.rows(query, plan)]


def finish_measure(methodist: Person, measure: int, *, shown_by: str) -> None:
    """A measure without tasks is done when somebody says what shows it."""
    methodist.open(f"/measures/{measure}/done")
    methodist.page.fill("[name=comment]", shown_by)
    methodist.press("Отметить выполненной")


def lift_measure(methodist: Person, measure: int, *, why: str) -> None:
    methodist.open(f"/measures/{measure}/lift")
    methodist.page.fill("[name=comment]", why)
    methodist.press("Снять меру")


# events


def tick(person: Person, name: str, *, label: str) -> None:
    """One box of a list of boxes, by the words beside it."""
    boxes = person.page.locator(f"[name={name}]")
    person.page.get_by_label(label, exact=True).and_(boxes).check()


def plan_event(person: Person) -> int:
    """The filled form of an event is sent; answers the event's id."""
    person.go_by(person.page.get_by_role("button", name="Запланировать мероприятие"))
    return int(re.findall(r"/events/(\d+)", person.page.url)[0])


def step_of_event(person: Person, event: int, step: str, *, reason: str = "", held_on: str = "") -> None:
    """A transition of an event on its own page."""
    person.open(f"/events/{event}/transitions/{step}")
    if held_on:
        person.page.fill("[name=held_on]", held_on)
    if reason:
        person.page.fill("[name=reason]", reason)
    person.go_by(person.page.locator(MAIN_BUTTON).last)


def attend(person: Person, event: int, *, school: str, **lines: str) -> None:
    """Of one school: heads and teachers by name, one in a line; pupils and parents as numbers."""
    if not person.page.url.endswith(f"/events/{event}/attendance"):
        person.open(f"/events/{event}/attendance")
    form = person.page.locator("form[action$=attendance]")
    form.locator("[name=school_id]").select_option(label=school)
    for name, text in lines.items():
        form.locator(f"[name={name}]").fill(text)
    person.go_by(form.get_by_role("button", name="Внести в лист"))


def reflect(methodist: Person, event: int, school_id: int, *, text: str) -> None:
    """The school's own words about an event, recorded for it."""
    methodist.open(f"/events/{event}/reflections/{school_id}")
    methodist.page.fill("[name=text]", text)
    told(methodist, channel="по телефону", ago=1)
    methodist.press("Записать отзыв")


def school_of(house: House, name: str) -> int:
    [[school]] = house.rows("SELECT id FROM schools WHERE name = ?", name)
    return int(str(school))


# monitoring


def add_share(methodist: Person, run: int, *, name: str, share_of: str) -> None:
    """An indicator that no document names, added by hand: how many out of how many."""
    methodist.open(f"/runs/{run}/indicators/new")
    methodist.page.fill("[name=name]", name)
    methodist.page.check("[name=kind][value=share]")
    methodist.page.fill("[name=share_of]", share_of)
    methodist.press("Записать показатель")


def measure(methodist: Person, case: int, *values: dict[str, str]) -> None:
    """The school's sheet of the round: for each cell in turn what is typed into its parts."""
    methodist.open(f"/cases/{case}/measurements")
    for place, parts in enumerate(values):
        for part, text in parts.items():
            methodist.page.fill(f"[name=m{case}-{place}-{part}]", text)
    methodist.press("Записать измерения")


def write_note(methodist: Person, case: int, *, text: str) -> None:
    methodist.open(f"/cases/{case}/note")
    methodist.page.fill("[name=text]", text)
    methodist.press("Записать справку")


# the end


def report(methodist: Person, case: int, *, text: str) -> None:
    methodist.open(f"/cases/{case}/report")
    methodist.page.fill("[name=text]", text)
    methodist.press("Записать итог")


def close_by_record(house: House, methodist: Person, official: Person, case: int, *, ground: str) -> None:
    decide_by_record(official, put_up(methodist, "closing", [case]), ground=ground)
    assert state_of(house, case) == "closure.closed"
