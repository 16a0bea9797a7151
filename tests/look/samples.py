"""Living data for the gallery: what a page hands to each macro, in the shape that its comment describes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    Form,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    validators,
)

from workflow.pages.shell import NavItem, Shell

LONG_SCHOOL = "МБОУ «Шлиссельбургская СОШ №1» с углублённым изучением отдельных предметов"
ON = date(2022, 10, 28)


class LessonForm(Form):
    """One control of every kind, so that the field macro meets them all."""

    theme = StringField("Тема урока", description="Как в журнале <b>класса</b>")
    held_on = DateField("Дата урока", format="%d.%m.%Y", description="Число, месяц и год, например 14.11.2022")
    remark = TextAreaField("Примечание", [validators.Optional()])
    subject = SelectField("Предмет", choices=[SelectChoice("bio", "Биология"), SelectChoice("phys", "Физика")])
    channel = RadioField(
        "Как получено", choices=[SelectChoice("mail", "Письмом"), SelectChoice("phone", "По телефону")]
    )
    read = BooleanField("Ознакомлен", description="Отметка войдёт в журнал")
    card = FileField("Файл карты", description="PDF или DOCX, до 20 МБ")


class PasswordForm(Form):
    """The fields of flask-security's forms that our templates name."""

    email = EmailField("Email")
    password = PasswordField("Password", render_kw={"autocomplete": "current-password"})
    new_password = PasswordField("New", render_kw={"autocomplete": "new-password"})
    new_password_confirm = PasswordField("Again", render_kw={"autocomplete": "new-password"})

    def hidden_tag(self) -> str:
        return ""


def password_form(*errors: str) -> PasswordForm:
    form = PasswordForm(MultiDict({"email": "methodist@kirovsk.example"}))
    form.validate()
    form.form_errors = list(errors)
    return form


def lesson_form() -> LessonForm:
    """A form that came back with errors, everything typed still in it."""
    form = LessonForm(
        MultiDict({"theme": "Строение клетки, 7 класс", "held_on": "14 ноября", "subject": "bio"})
    )
    form.validate()
    form.held_on.errors = ["Такой даты нет. Возможно, 14.11.2022?"]
    form.channel.errors = ["Выберите, как получен документ."]
    form.card.errors = ["В формате JPG сдать нельзя. Сохраните страницу в PDF и выберите файл снова."]
    form.read.errors = ["Без отметки сдать нельзя."]
    return form


REFUSALS = (
    ("Не хватает визы.", "Правка 22.11 в 09:05 её сняла.", "Визирует руководитель МИМС."),
    ("Проект готовили вы.", "Подготовивший не утверждает: нужны двое.", "Утвердить может председатель."),
    ("Справка без даты урока.", "", "Исправляет школа до 24.11.2022."),
)
KEPT = (("Напоминание школе", "Просим сдать карту урока биологии до 25 ноября."),)


def _stage(title: str, kind: str, words: str, number: str = "", note: str = "", note_url: str = "") -> Thing:
    act = Thing(number=number, on=ON, url="#") if number else None
    return Thing(title=title, kind=kind, words=words, act=act, note=note, note_url=note_url)


STAGES = (
    _stage("Диагностика", "skipped", "этап не проходился"),
    _stage("Подбор партнёра", "done", "этап завершён", note="протокол № 3 от 18.10.2022, совет", note_url="#"),
    _stage("Утверждение плана", "done", "завершено", "305"),
    _stage("Мероприятия", "now", "итоги на утверждении", "369"),
    _stage("Мониторинг", "ahead", "впереди", note="по плану с 24.11.2022"),
    _stage("Завершение", "ahead", "впереди", note="по плану в июне 2023"),
)

WHY = Thing(
    title="Почему до 17.11.2022, чт",
    steps=(
        ("Слова", "«в течение 10 дней со дня проведения», п. 2.3", True),
        ("От чего", "урок проведён 07.11.2022, пн", False),
        ("Правило", "10 календарных дней, день урока не в счёт", False),
        ("Продления", "не было", False),
    ),
    ending="Изменить срок может тот, кто его установил.",
)

TERMS = (
    Thing(kind="late", words="на 15 раб. дней", date="до 31.10.2022, пн", why=WHY, icon=""),
    Thing(kind="soon", words="осталось 3 раб. дня", date="до 25.11.2022, пт", why=None, icon=""),
    Thing(kind="ok", words="через 6 раб. дней", date="до 30.11.2022, ср", why=None, icon=""),
    Thing(kind="none", words="без даты", date="пересмотр 01.12.2022", why=None, icon=""),
    Thing(kind="none", words="исполнено", date="18.11, срок был 22.11", why=None, icon="check2"),
)


def _move(title: str, **given: Any) -> Thing:
    usual: dict[str, Any] = {
        "note": "",
        "primary": False,
        "url": "#",
        "by_link": False,
        "version": 3,
        "key": "k",
        "comment": "",
        "blocked": (),
        "warned": (),
    }
    return Thing(title=title, **(usual | given))


MOVES = (
    _move("Проверить карты: 2 из 3", note="Две карты ждут проверки с 18.11.", primary=True, by_link=True),
    _move(
        "Отозвать комплект",
        note="Отчёт вернётся к вам на правку, визы снимутся.",
        comment="required",
        warned=(Thing(what="Комплект уже смотрели.", fix="Напишите, почему он отзывается."),),
    ),
    _move("Начать анализ", note="Школа увидит это сразу."),
    _move(
        "Перейти к мониторингу",
        blocked=(
            Thing(
                what="Отчёт о лаборатории не утверждён.",
                fix="Комплект ждёт 1 рабочий день.",
                whose="Решает заместитель председателя комитета.",
                url="#",
                link="Открыть комплект",
            ),
            Thing(what="Не сдана карта урока биологии.", whose="Сдаёт школа до 25.11.2022."),
        ),
    ),
)


def _column(title: str, css: str = "", **given: Any) -> Thing:
    return Thing(**({"title": title, "css": css, "hidden": False, "sort": "", "url": ""} | given))


COLUMNS = (
    _column("Выбор", "ledger__pick", hidden=True),
    _column("Срок", "ledger__when", sort="ascending", url="#"),
    _column("Школа и этап", "c-25"),
    _column("Что сделать", "c-25"),
    _column("Что мешает следующему шагу"),
    _column("Действие", hidden=True),
)

ROWS = (
    Thing(
        school="МКОУ «Суховская ООШ»",
        task="Журнал консультаций за октябрь",
        term=TERMS[0],
        late=True,
        picked=False,
        why_not="",
        stopped="Нет ни одной записи за октябрь",
    ),
    Thing(
        school=LONG_SCHOOL,
        task="Внести регистрационные списки мастер-классов",
        term=TERMS[1],
        late=False,
        picked=True,
        why_not="",
        stopped="",
    ),
    Thing(
        school="МКОУ «Путиловская ООШ»",
        task="Отчёт о работе творческой лаборатории",
        term=TERMS[3],
        late=False,
        picked=False,
        why_not="не хватает визы",
        stopped="Комплект не утверждён",
    ),
)

TABS = (
    Thing(title="Мне, сейчас", url="#", count=14, current=True, late=False),
    Thing(title="Просрочено", url="#", count=2, current=False, late=True),
    Thing(title="Возвращено мне", url="#", count=0, current=False, late=False),
    Thing(title="Все", url="#", count=None, current=False, late=False),
)

CHANGES = (
    Thing(
        when="22.11, 09:05",
        who="методист",
        what="Пункт 3.1, срок",
        before="25.12.2022, вс",
        after="30.12.2022, пт",
        note="Причина: «25 декабря выходной».",
    ),
    Thing(when="22.11, 08:58", who="школа", what="Файл", before="", after="сдан, биология.pdf", note=""),
    Thing(when="22.11, 08:40", who="", what="Открыто новое сопровождение", before="", after="", note=""),
)

PAPER_HEAD = Thing(
    authority="Комитет образования администрации Кировского муниципального района Ленинградской области",
    kind="РАСПОРЯЖЕНИЕ",
    date="дата подписания",
    number="№ даст журнал, следующий 412",
    title="Об утверждении отчета о работе лаборатории «Методический конструктор современного урока»",
    signatory="Заместитель председателя комитета по общим вопросам",
    signed="подпись",
)

CLAUSES = (
    Thing(
        text="1. Утвердить отчёт о работе творческой лаборатории (приложение 1).",
        is_sub=False,
        note="Текст приложения закроется от правок",
        note_strong="",
    ),
    Thing(text=f"2. Руководителям {LONG_SCHOOL}, МКОУ «Шумская СОШ»:", is_sub=False, note="", note_strong=""),
    Thing(
        text="2.1. Рассмотреть отчёт и рекомендации в срок до 30.12.2022.",
        is_sub=True,
        note="Подтверждение: протокол",
        note_strong="6 поручений до 30.12.2022, пт",
    ),
)

STEPS = (
    Thing(
        title="Справка о пробном уроке",
        words="Не указана дата урока. Исправить до 24 ноября.",
        kind="back",
        url="#",
        link="Исправить",
    ),
    Thing(title="Сдать карту урока биологии, до 25 ноября", words="", kind="todo", url="", link=""),
    Thing(title="Карты уроков физики", words="сданы 18 ноября", kind="done", url="", link=""),
)

NOTICES = (
    Thing(
        time="09:40",
        icon="check-circle-fill",
        title="Виза дана: отчёт о работе творческой лаборатории",
        words="Виз 2 из 2, комплект можно утверждать.",
        is_new=True,
        url="#",
        link="Открыть",
    ),
    Thing(
        time="16.11",
        icon="calendar-check",
        title="Календарь загружен",
        words="",
        is_new=False,
        url="",
        link="",
    ),
)

VISAS = (
    Thing(
        post="Главный специалист отдела развития муниципальной системы образования",
        words="согласовано 21.11 в 10:15",
        kind="given",
    ),
    Thing(post="Руководитель МИМС", words="виза от 21.11 снята правкой п. 3.1", kind="dropped"),
    Thing(post="Юрист", words="ждём с 21.11", kind="waiting"),
)

HISTORY = (
    Thing(
        day="22.11",
        time="09:05",
        is_act=False,
        who="методист по работе со ШНОР",
        on_behalf_of="МКОУ «Шумская СОШ»",
        words="Согласие школы записано",
    ),
    Thing(day="28.10", time="", is_act=True, who="", on_behalf_of="", words="№ 369 от 28.10.2022"),
)

FILES = (
    Thing(name="физика.pdf", url="#", words="ждёт проверки", kind="waiting"),
    Thing(name="отзыв.docx", url="#", words="принят 18.11", kind="accepted"),
    Thing(name="справка.pdf", url="#", words="возвращена 21.11", kind="returned"),
    Thing(name="биология:", url="", words="нет файла", kind="missing"),
)


def samples() -> Thing:
    return Thing(
        on=ON,
        at=datetime(2022, 11, 21, 16, 40, tzinfo=UTC),
        stages=STAGES,
        three_stages=(STAGES[0], STAGES[3], STAGES[5]),
        moves=MOVES,
        terms=TERMS,
        why=WHY,
        form=lesson_form(),
        columns=COLUMNS,
        rows=ROWS,
        tabs=TABS,
        changes=CHANGES,
        paper_head=PAPER_HEAD,
        clauses=CLAUSES,
        steps=STEPS,
        notices=NOTICES,
        visas=VISAS,
        history=HISTORY,
        files=FILES,
    )


def shell(**given: Any) -> Shell:
    """A methodist with a full menu."""
    usual: dict[str, Any] = {
        "home_url": "/",
        "here_url": "/",
        "preferences_url": "#",
        "search_url": "#",
        "notices_url": "#",
        "password_url": "#",
        "logout_url": "#",
        "post": "Методист по работе со ШНОР",
        "organisation": "МИМС, Кировский район",
        "today": "вт, 22 ноября 2022",
        "notices": 3,
        "authority": "Комитет образования администрации Кировского муниципального района",
        "time_zone": "Время московское",
        "request_number": "7F31-04",
        "nav": (
            NavItem(title="Очередь", url="#", count=14),
            NavItem(title="Школы", url="#", current=True),
            NavItem(title="Программа", url="#"),
            NavItem(title="Распоряжения", url="#"),
            NavItem(title="Журнал действий", url="#"),
        ),
    }
    return Shell(**(usual | given))
