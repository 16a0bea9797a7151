"""Plans and their measures: made, taken from the programme, written by hand, answered by the school, lifted."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.forms.base import RecordedForm, RussianDateField, StepForm
from workflow.forms.tasks import COMMENT


class PlanForm(StepForm):
    title = _("План сопровождения школы")
    button = _("Составить план")
    hint = _(
        "План один на весь срок сопровождения. Меры берутся из программы и из дефицитов, правятся здесь же."
    )
    shown = ("name",)
    called = MappingProxyType({"title": "name"})

    name = StringField(
        _("Название"),
        [Optional(), Length(max=500)],
        description=_("Например: индивидуальная траектория. Пусто — план сопровождения с именем школы."),
    )


class RunPlanForm(StepForm):
    title = _("Новый муниципальный план")
    button = _("Составить план")
    shown = ("name", "from_on", "to_on")
    called = MappingProxyType({"title": "name"})

    name = StringField(
        _("Название"), [Length(max=500)], description=_("Например: дорожная карта адресной помощи школам")
    )
    from_on = RussianDateField(_("Действует с"))
    to_on = RussianDateField(_("По какой день"))


class TakeForm(StepForm):
    """Ticks and years of the rows are read by their own names; this carries what is said of them."""

    title = _("Меры программы")
    button = _("Взять отмеченные в план")

    row_errors: dict[str, str]

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.row_errors = {}

    def complain(self, field: str, sentence: str) -> None:
        if field.startswith("year-"):
            self.row_errors[field.removeprefix("year-")] = sentence
        super().complain(field, sentence)


class MeasureForm(StepForm):
    title = _("Новая мера")
    button = _("Добавить в план")
    shown: tuple[str, ...] = (
        "what",
        "performers",
        "performer_titles",
        "term",
        "year",
        "control_forms",
        "result",
        "quantities",
        "deficit_id",
    )
    called = MappingProxyType({"title": "what"})

    what = StringField(_("Что будет сделано"), [Length(max=500, message=_("До 500 знаков"))])
    performers = SelectMultipleField(
        _("Исполнители"),
        choices=[
            SelectChoice("school", _("поддерживаемая школа")),
            SelectChoice("partner", _("школа-партнёр")),
            SelectChoice("methodist", _("методист")),
            SelectChoice("official", _("специалист органа управления")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        description=_("Когда план утвердят, каждый отмеченный получит поручение."),
    )
    performer_titles = StringField(
        _("Должности, как в документе"),
        [Optional(), Length(max=1000)],
        description=_("Например: заместитель директора, руководитель методического объединения"),
    )
    term = StringField(
        _("Срок"),
        [Optional(), Length(max=200)],
        description=_("Словами или датой: до 25.11.2026; ноябрь 2026; ежемесячно; в течение учебного года"),
    )
    year = SelectField(
        _("Год, если в сроке его нет"), choices=[SelectChoice("", _("год назван"))], validate_choice=False
    )
    control_forms = TextAreaField(
        _("Формы контроля"),
        [Optional(), Length(max=5000)],
        description=_("Одна в строке: приказ, справка, отчёт. Каждую нужно будет показать отдельно."),
    )
    result = TextAreaField(_("Ожидаемый результат"), [Optional(), Length(max=2000)])
    quantities = TextAreaField(
        _("Числа результата"),
        [Optional(), Length(max=3000)],
        description=_("По одному в строке, сначала число: 60 % педагогов на методических днях"),
    )
    deficit_id = SelectField(_("На какой дефицит отвечает"), coerce=int, validate_choice=False, default=0)


class EditMeasureForm(MeasureForm):
    title = _("Мера плана")
    button = _("Сохранить меру")


class GapForm(StepForm):
    title = _("Принять пробел")
    button = _("Принять пробел с причиной")
    hint = _("Мера останется без того, чего ей не хватает. Причина войдёт в план.")
    shown = ("comment",)

    comment = TextAreaField(_("Почему это допустимо"), [COMMENT])


class FinishMeasureForm(StepForm):
    title = _("Отметить меру выполненной")
    button = _("Отметить выполненной")
    hint = _("Для меры без поручений: с поручениями она становится выполненной сама.")
    shown = ("comment",)

    comment = TextAreaField(
        _("Чем это подтверждено"), [COMMENT], description=_("Мероприятие и его день, справка, приказ школы")
    )


class LiftMeasureForm(StepForm):
    title = _("Снять меру")
    button = _("Снять меру")
    hint = _("Мера больше не нужна: её поручения снимутся, причина останется в плане.")
    shown = ("comment",)

    comment = TextAreaField(_("Почему"), [COMMENT])


class ReviewForm(RecordedForm):
    title = _("Ответ школы на план")
    button = _("Записать ответ")
    shown: tuple[str, ...] = ("answer", "comment")

    answer = RadioField(
        _("Ответ"),
        choices=[
            SelectChoice("yes", _("Согласны с планом")),
            SelectChoice("no", _("Есть замечания")),
        ],
        validate_choice=False,
    )
    comment = TextAreaField(
        _("Пояснение"),
        [COMMENT],
        description=_("При замечаниях обязательно: какую меру и как исправить."),
    )


class EndPlanForm(StepForm):
    title = _("Завершить действие плана")
    button = _("Завершить")
    hint = _("С этого дня план больше не действует, его место занял другой. Поручения остаются.")
    shown = ("ended_on",)

    ended_on = RussianDateField(_("Последний день действия"))
