"""People: a new account with its first role, one more role, the end of one, a closed sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from workflow.forms.fields import MayBeEmpty, TypedDateField

ADDRESS = re.compile(r"[^@\s<>(),;:\"\\\[\]]+@[^@\s<>(),;:\"\\\[\]]+\.[^@\s.<>(),;:\"\\\[\]]{2,}")
LONGEST = 300


class RoleForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """`acting_for`: a substitution takes the role and the rights of that person, so they need not be chosen."""

    key = HiddenField()
    role = SelectField(_("Роль"))
    school = SelectField(_("Школа"), coerce=int, description=_("Только для роли «Представитель школы»."))
    may_approve = BooleanField(_("Утверждает"))
    may_sign = BooleanField(_("Подписывает"))
    may_register = BooleanField(_("Регистрирует"))
    acting_for = SelectField(
        _("Замещает"),
        coerce=int,
        description=_("Исполняющий обязанности получает роль и права того, кого замещает, на указанный срок."),
    )
    title = StringField(
        _("Должность в этой роли"),
        [Optional(), Length(max=LONGEST)],
        description=_("Как в документах. Пусто: как в учётной записи, у замещения с «и. о.»."),
    )
    from_on = TypedDateField(_("С какого дня"), [InputRequired(_("Впишите первый день, например 01.09.2026"))])
    to_on = TypedDateField(
        _("По какой день"), [MayBeEmpty()], description=_("Включительно. Пусто: пока не завершат.")
    )


class PersonForm(RoleForm):
    email = StringField(
        _("Служебная почта"),
        [
            InputRequired(_("Впишите почту: по ней человек входит")),
            Length(max=255),
            Regexp(
                re.compile(ADDRESS.pattern + r"\Z"), message=_("Почта выглядит так: ivanova@school.example")
            ),
        ],
        description=_("По ней человек входит. Лучше общая почта должности, чем личная."),
    )
    post = StringField(
        _("Должность"),
        [DataRequired(_("Впишите должность: она видна вместо имени")), Length(max=LONGEST)],
    )
    full_name = StringField(
        _("Фамилия, имя, отчество"),
        [Optional(), Length(max=LONGEST)],
        description=_("Только если без имени нельзя: в Опоре людей показывают по должности."),
    )


class EndRoleForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    key = HiddenField()
    last_on = TypedDateField(
        _("Последний день"),
        [MayBeEmpty()],
        description=_("Включительно. Пусто: роль перестаёт действовать сразу."),
    )


class DisableForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    key = HiddenField()
    comment = TextAreaField(
        _("Причина"),
        [DataRequired(_("Напишите, почему вход закрыт: это останется в записи")), Length(max=2000)],
    )


class PressForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """A press that asks for nothing but itself."""

    key = HiddenField()


def with_choices(form: Any, **choices: Iterable[tuple[Any, str]]) -> Any:
    """Choices are handed in: a form asks no database."""
    for name, pairs in choices.items():
        form[name].choices = [SelectChoice(value, words) for value, words in pairs]
    return form
