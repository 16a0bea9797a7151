"""Opening: which schools, on what ground, at which stage, who leads, from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.forms.fields import MayBeEmpty, TypedDateField

LETTER, ACT, ORDER, WORDS = "letter", "act", "order", "words"
BEGIN = InputRequired(_("Впишите дату начала, например 01.09.2026"))
END = InputRequired(_("Впишите дату конца, например 31.08.2027"))


class OpeningForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """Everything stays in the form between the preview and the press: nothing is written before it."""

    key = HiddenField()
    schools = SelectMultipleField(
        _("Школы управления"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    pasted = TextAreaField(
        _("Список из письма"),
        [MayBeEmpty(), Length(max=20_000)],
        description=_("Одна школа в строке. Кавычки, пробелы, «№2» или «№ 2» и сокращения не важны."),
    )
    ground = RadioField(
        _("На каком основании"),
        choices=[
            SelectChoice(LETTER, _("Письмо со списком школ, его ещё нет в Опоре")),
            SelectChoice(ACT, _("Письмо или внешний акт, который уже внесён")),
            SelectChoice(ORDER, _("Акт из журнала управления")),
            SelectChoice(WORDS, _("Документа нет, объясню словами")),
        ],
        default=LETTER,
    )
    letter_issuer = StringField(_("От кого письмо"), [Length(max=300)])
    letter_number = StringField(_("Номер письма"), [Length(max=60)])
    letter_on = TypedDateField(
        _("Дата письма"), [MayBeEmpty()], description=_("Число, месяц и год, например 14.08.2026")
    )
    letter_title = StringField(_("О чём письмо"), [Length(max=500)])
    act = SelectField(_("Какое письмо или акт"), coerce=int)
    order = SelectField(_("Какой акт журнала"), coerce=int)
    words = TextAreaField(_("Почему документа нет"), [Length(max=2000)])
    category = SelectField(
        _("В какой список внесены школы"),
        description=_("Запись о категории с источником появится у каждой школы."),
    )
    stage = SelectField(
        _("С какого этапа начать"),
        description=_("Если прежние этапы пройдены по готовым актам, выберите следующий."),
    )
    methodist = SelectField(_("Кто ведёт"), coerce=int)
    from_on = TypedDateField(_("С какого дня"), [BEGIN])
    to_on = TypedDateField(_("По какой день"), [END])

    def validate(self, extra_validators: Any = None) -> bool:
        held = super().validate(extra_validators)
        return self._ground_is_given() and held

    def _ground_is_given(self) -> bool:
        if self.ground.data == LETTER:
            return all(
                [
                    _needed(self.letter_issuer, _("Напишите, от кого письмо, например «Комитет образования»")),
                    _needed(self.letter_on, _("Впишите дату письма, например 14.08.2026")),
                ]
            )
        if self.ground.data == WORDS:
            return _needed(self.words, _("Напишите, на чём основано открытие, хотя бы одним предложением"))
        field = self.act if self.ground.data == ACT else self.order
        return _needed(field, _("Выберите документ из списка"))


def _needed(field: Any, sentence: Any) -> bool:
    """A sentence at the field when it is empty and nothing else was said of it yet."""
    if field.data:
        return True
    if not field.errors:
        field.errors = [*field.errors, sentence]
    return False


class RunForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """A programme's next term."""

    key = HiddenField()
    title = StringField(
        _("Название"), [Optional(), Length(max=60)], description=_("Например «2026/27». Пусто: по датам.")
    )
    from_on = TypedDateField(_("С какого дня"), [BEGIN])
    to_on = TypedDateField(_("По какой день"), [END])


def with_choices(form: OpeningForm, **choices: Iterable[tuple[Any, str]]) -> OpeningForm:
    """Choices are handed in: a form asks no database."""
    for name, pairs in choices.items():
        form[name].choices = [SelectChoice(value, words) for value, words in pairs]
    return form
