"""Living data for the gallery: what a page hands to each macro, in the shape the macro's own comment describes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    validators,
)

LONG_SCHOOL = "МБОУ «Шлиссельбургская СОШ №1» с углублённым изучением отдельных предметов"
ON = date(2022, 10, 28)


class LessonForm(Form):
    """One control of every kind, so that the field macro meets them all."""

    theme = StringField("Тема урока", description="Как в журнале <b>класса</b>")
    held_on = DateField("Дата урока", format="%d.%m.%Y", description="Число, месяц и год, например 14.11.2022")
    remark = TextAreaField("Примечание", [validators.Optional()])
    subject = SelectField(
        "Предмет", choices=[SelectChoice("bio", "Биология"), SelectChoice("phys", "Физика")]
    )
    channel = RadioField(
        "Как получено", choices=[SelectChoice("mail", "Письмом"), SelectChoice("phone", "По телефону")]
    )
    read = BooleanField("Ознакомлен", description="Отметка войдёт в журнал")
    card = FileField("Файл карты", description="PDF или DOCX, до 20 МБ")


def lesson_form() -> LessonForm:
    """A form that came back with errors, everything typed still in it."""
    form = LessonForm(MultiDict({"theme": "Строение клетки, 7 класс", "held_on": "14 ноября", "subject": "bio"}))
    form.validate()
    form.held_on.errors = ["14 ноября 2023 года ещё не наступило. Возможно, 14.11.2022?"]
    form.channel.errors = ["Выберите, как получен документ."]
    form.card.errors = ["В формате JPG сдать нельзя. Сохраните страницу в PDF и выберите файл снова."]
    form.read.errors = ["Без отметки сдать нельзя."]
    return form


def _stage(title: str, kind: str, words: str, number: str = "", note: str = "") -> Thing:
    act = Thing(number=number, on=ON, url="#") if number else None
    return Thing(title=title, kind=kind, words=words, act=act, note=note)


STAGES = (
    _stage("Диагностика", "done", "завершена", "283"),
    _stage("Подбор партнёра", "done", "завершён", "354"),
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
    )


def shell(**given: Any) -> Thing:
    """What workflow/pages/shell.py hands to base.html, for a methodist with a full menu."""
    usual: dict[str, Any] = {
        "lang": "ru",
        "theme": "light",
        "size": "",
        "contrast": "",
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
            Thing(title="Очередь", url="#", count=14, current=False),
            Thing(title="Школы", url="#", count=0, current=True),
            Thing(title="Программа", url="#", count=0, current=False),
            Thing(title="Распоряжения", url="#", count=0, current=False),
            Thing(title="Журнал действий", url="#", count=0, current=False),
        ),
    }
    return Thing(**(usual | given))
