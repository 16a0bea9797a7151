"""Going over into the next year: into which term, with which schools, on what ground."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from workflow.forms.fields import MayBeEmpty, TypedDateField

NEW = "new"


class TermForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """Asked by GET: nothing is written, and the page of the preview has an address of its own."""

    class Meta:
        csrf = False

    next = RadioField(_("В какой год"), validate_choice=True)
    from_on = TypedDateField(_("С какого дня"), [MayBeEmpty()])
    to_on = TypedDateField(_("По какой день"), [MayBeEmpty()])
    title = StringField(
        _("Название"), [Optional(), Length(max=60)], description=_("Например «2027/28». Пусто: по датам.")
    )

    def validate(self, extra_validators: Any = None) -> bool:
        held = super().validate(extra_validators)
        if self.next.data != NEW:
            return bool(held)
        if not self.from_on.errors and self.from_on.data is None:
            self.from_on.errors = [_("Впишите дату начала, например 01.09.2027")]
        if not self.to_on.errors and self.to_on.data is None:
            self.to_on.errors = [_("Впишите дату конца, например 31.08.2028")]
        if self.from_on.data and self.to_on.data and self.to_on.data <= self.from_on.data:
            self.to_on.errors = [_("Конец срока должен быть позже начала")]
        return bool(held) and not self.errors


class TurnOverForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """The press: the term as it was chosen, the schools that stayed ticked."""

    key = HiddenField()
    next = HiddenField()
    from_on = TypedDateField(_("С какого дня"), [MayBeEmpty()])
    to_on = TypedDateField(_("По какой день"), [MayBeEmpty()])
    title = StringField(_("Название"), [Length(max=60)])
    schools = SelectMultipleField(_("Школы"), coerce=int, validate_choice=False)
    plans = SelectMultipleField(_("Муниципальные планы"), coerce=int, validate_choice=False)
    basis_text = TextAreaField(
        _("Основание"),
        [
            InputRequired(_("Напишите, на чём основано продолжение, хотя бы одним предложением")),
            Length(max=2000),
        ],
        description=_("Письмо, протокол или объяснение словами: оно будет в каждом новом сопровождении."),
    )
