"""Deficits and the conclusion of a diagnosis."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import Length

from workflow.forms.base import RecordedForm, RussianDateField, StepForm

KINDS = [
    SelectChoice("individual", _("индивидуальный: помогает школа-партнёр")),
    SelectChoice("common", _("общий: разбирается на общем дне")),
]


class DeficitForm(RecordedForm):
    title = _("Дефициты школы")
    button = _("Записать дефицит")
    shown: tuple[str, ...] = ("text",)
    called = MappingProxyType({"title": "text", "file": "paper"})

    text = StringField(
        _("Чего школе не хватает"),
        [Length(max=300, message=_("До 300 знаков. Подробности запишите в вывод диагностики"))],
        description=_("Один дефицит одной фразой, например: нет учителя физики"),
    )
    kind = RadioField(
        _("Вид"), choices=[*KINDS, SelectChoice("", _("укажу позже"))], default="", validate_choice=False
    )


class DeficitKindForm(StepForm):
    button = _("Сохранить вид")
    shown = ("kind",)

    kind = RadioField(_("Вид"), choices=KINDS, validate_choice=False)


class ConclusionForm(StepForm):
    title = _("Вывод диагностики")
    button = _("Записать вывод")
    shown = ("instrument", "held_on", "text")

    instrument = StringField(
        _("Инструмент и его версия"),
        [Length(max=300)],
        description=_("Например: самодиагностика «Школа Минпросвещения России», 2026"),
    )
    held_on = RussianDateField(_("Когда проведена"))
    text = TextAreaField(
        _("Вывод"),
        [Length(max=10_000, message=_("До 10 000 знаков. Подробности можно приложить файлом"))],
        description=_("Что мешает школе и какая помощь нужна. Текст увидит школа и тот, кто утверждает."),
    )
