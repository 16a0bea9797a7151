"""Bodies and their protocols: written down as they stand on paper."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from workflow.forms.base import RussianDateField, StepForm

KEEPERS = [
    SelectChoice("", _("секретарь, делопроизводитель или специалист управления")),
    SelectChoice("secretary", _("только секретарь")),
    SelectChoice("clerk", _("только делопроизводитель")),
    SelectChoice("official", _("только специалист управления")),
]


class BodyForm(StepForm):
    title = _("Новый совет или рабочая группа")
    button = _("Записать")
    shown: tuple[str, ...] = ("serves", "name", "kind", "created_by_order", "kept_by", "restarts_yearly")
    called = MappingProxyType({"title": "name", "run_id": "serves"})

    #: «run-7» or «authority-2».
    serves = SelectField(_("Для кого"), validate_choice=False)
    name = StringField(_("Название"), [Length(max=500)], description=_("Например: координационный совет"))
    kind = RadioField(
        _("Что это"),
        choices=[SelectChoice("council", _("совет")), SelectChoice("working_group", _("рабочая группа"))],
        validate_choice=False,
    )
    created_by_order = StringField(
        _("Каким актом создан"), [Length(max=300)], description=_("Например: № 369 от 24.09.2020")
    )
    kept_by = SelectField(_("Кто ведёт протоколы"), choices=KEEPERS, validate_choice=False)
    restarts_yearly = BooleanField(_("Номера протоколов начинаются заново каждый год"))

    def serves_as(self) -> dict[str, int]:
        """For the command; words there are nobody's."""
        kind, _dash, text = (self.serves.data or "").partition("-")
        known = kind in ("run", "authority") and text.isdecimal() and len(text) < 10
        return {f"{kind}_id": int(text)} if known else {}


class BodyChangeForm(StepForm):
    title = _("Сведения о совете или группе")
    button = _("Сохранить сведения")
    shown = ("name", "created_by_order", "kept_by", "closed_on")
    called = MappingProxyType({"title": "name"})

    name = StringField(_("Название"), [Length(max=500)])
    created_by_order = StringField(_("Каким актом создан"), [Length(max=300)])
    kept_by = SelectField(_("Кто ведёт протоколы"), choices=KEEPERS, validate_choice=False)
    closed_on = RussianDateField(
        _("Не действует с"),
        description=_(
            "Первый день, когда совет или группа уже не решает. Пока действует, оставьте пустым. "
            "Протоколы прежних дней записывать можно и после."
        ),
    )


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
