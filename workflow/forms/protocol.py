"""Bodies and their protocols: written down as they stand on paper."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from workflow.forms.base import RussianDateField, StepForm


class BodyForm(StepForm):
    title = _("Новый совет или рабочая группа")
    button = _("Записать")
    shown = ("name", "kind", "created_by_order", "restarts_yearly")
    called = MappingProxyType({"title": "name"})

    name = StringField(_("Название"), [Length(max=500)], description=_("Например: координационный совет"))
    kind = RadioField(
        _("Что это"),
        choices=[SelectChoice("council", _("совет")), SelectChoice("working_group", _("рабочая группа"))],
        validate_choice=False,
    )
    created_by_order = StringField(
        _("Каким актом создан"), [Length(max=300)], description=_("Например: № 369 от 24.09.2020")
    )
    restarts_yearly = BooleanField(_("Номера протоколов начинаются заново каждый год"))


class ProtocolForm(StepForm):
    """`reason` appears when a number is skipped or a date goes back."""

    title = _("Записать протокол")
    button = _("Записать протокол")
    shown: tuple[str, ...] = ("number", "dated_on", "about", "paper")
    called = MappingProxyType({"file": "paper"})

    number = StringField(_("Номер протокола"), [Length(max=60)])
    dated_on = RussianDateField(_("Дата протокола"))
    about = TextAreaField(_("О чём"), [Length(max=5000)], description=_("Коротко: что обсуждали и что решили"))
    paper = FileField(_("Файл протокола"), description=_("PDF, DOCX или скан JPG, PNG, до 20 МБ"))
    reason = TextAreaField(_("Почему номер или дата такие"), [Length(max=2000)])


class DecideForm(ProtocolForm):
    """The decisions of the cases are read by their own names; this carries what is said of them."""

    title = _("Решение по протоколу")
    button = _("Внести решение протокола")
    shown: tuple[str, ...] = ("body_id", "protocol_id", "number", "dated_on", "about", "paper")

    body_id = SelectField(_("Чей протокол"), coerce=int, validate_choice=False)
    protocol_id = SelectField(
        _("Протокол"),
        coerce=int,
        validate_choice=False,
        description=_(
            "Один протокол может решать несколько комплектов: выберите записанный или впишите новый."
        ),
    )
    rejected = TextAreaField(_("Замечание ко всему комплекту"), [Length(max=5000)])

    row_errors: dict[str, str]

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.row_errors = {}

    def complain(self, field: str, sentence: str) -> None:
        if field.startswith("words-"):
            self.row_errors[field.removeprefix("words-")] = sentence
        super().complain(field, sentence)
