"""Rounds, indicators, sheets of values, notes and recommendations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from workflow.forms.base import RecordedForm, RussianDateField, StepForm
from workflow.forms.fields import MayBeEmpty


class RoundForm(StepForm):
    title = _("Круг измерений")
    button = _("Записать круг")
    shown = ("name", "from_on", "due_on")
    called = MappingProxyType({"title": "name"})

    name = StringField(_("Название"), [Length(max=100, message=_("До 100 знаков"))])
    from_on = RussianDateField(_("Начало"), [MayBeEmpty()])
    due_on = RussianDateField(_("Измерить до"), [MayBeEmpty()])


class IndicatorForm(StepForm):
    title = _("Показатель")
    button = _("Записать показатель")
    shown = (
        "name",
        "kind",
        "per_school",
        "unit",
        "share_of",
        "from_attendance",
        "components",
        "baseline",
        "baseline_year",
        "targets",
    )
    called = MappingProxyType({"title": "name"})

    name = StringField(_("Что измеряется"), [Length(max=500, message=_("До 500 знаков"))])
    kind = RadioField(
        _("Чем измеряется"),
        choices=[
            SelectChoice("number", _("числом: штуки, баллы")),
            SelectChoice("share", _("долей: сколько из скольких, проценты считает система")),
            SelectChoice("words", _("словами: уровень и на чём основан")),
        ],
        validate_choice=False,
    )
    per_school = RadioField(
        _("Чьё это значение"),
        choices=[SelectChoice("yes", _("у каждой школы своё")), SelectChoice("no", _("одно на муниципалитет"))],
        default="yes",
        validate_choice=False,
    )
    unit = StringField(_("Единица, если это число"), [Length(max=50)])
    share_of = StringField(
        _("От кого считается доля"), [Length(max=200)], description=_("Например: педагоги школы на 1 сентября")
    )
    from_attendance = BooleanField(_("Числитель доли брать из листов посещения, каждый человек один раз"))
    components = TextAreaField(
        _("Составляющие, если словами"), [Length(max=4000)], description=_("Одна в строке; можно ни одной")
    )
    baseline = StringField(_("Исходное значение"), [Length(max=40)], description=_("Например: 83,3"))
    baseline_year = StringField(_("Год исходного значения"), [Length(max=4)])
    targets = TextAreaField(
        _("План по годам"), [Length(max=1000)], description=_("Год и значение в строке, например «2027: 12,5»")
    )


class EndForm(StepForm):
    title = _("Больше не измерять показатель")
    button = _("Больше не измерять")
    hint = _("Измеренное останется, в новых кругах его не спросят.")
    shown = ("reason",)

    reason = TextAreaField(_("Почему"), [Length(max=1000)])


class SheetForm(RecordedForm):
    """Its cells are read by name: how many there are, the programme decides."""

    title = _("Измерения")
    button = _("Записать измерения")
    shown = ("measured_on",)

    measured_on = RussianDateField(_("На какой день измерено"))
    #: Name of a cell's field -> what is wrong there.
    faults: dict[str, list[str]]

    def __init__(self, *given: Any, sent: Mapping[str, str] = MappingProxyType({}), **named: Any) -> None:
        super().__init__(*given, **named)
        self.faults, self._sent = {}, sent

    def typed(self, name: str, stored: str) -> str:
        """What was typed into a cell, or what stands there when nothing was sent."""
        return self._sent.get(name, stored)

    def cell(self, at: str, parts: Iterable[str]) -> Mapping[str, str]:
        return {part: self._sent.get(f"{at}-{part}", "") for part in parts}

    def complain(self, field: str, sentence: str) -> None:
        if field in self._sent and field not in self:
            self.faults.setdefault(field, []).append(sentence)
        else:
            super().complain(field, sentence)


class NoteForm(StepForm):
    title = _("Аналитическая справка")
    button = _("Записать справку")
    shown = ("text",)

    text = TextAreaField(
        _("Что изменилось и что из этого следует"),
        [Length(max=20_000, message=_("До 20 000 знаков"))],
        description=_("Справка войдёт в комплект с итогами круга; школа её увидит."),
    )


class RecommendationForm(StepForm):
    title = _("Адресные рекомендации")
    button = _("Записать рекомендацию")
    shown = ("addressee", "text", "term")

    addressee = SelectField(_("Кому"), validate_choice=False)
    text = TextAreaField(_("Что рекомендовано"), [Length(max=2000, message=_("До 2000 знаков"))])
    term = StringField(
        _("К какому сроку"),
        [Length(max=200)],
        description=_("«до 31.08.2027» или «в течение 10 дней со дня регистрации»; без срока оставьте пустым"),
    )
