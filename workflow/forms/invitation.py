"""A password set through a link; its rules are those of a change of password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

LONGEST = 128


class NewPasswordForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    password = PasswordField(
        _("Новый пароль"),
        [
            InputRequired(_("Придумайте пароль")),
            Length(max=LONGEST, message=_("Слишком длинно: помещается 128 знаков")),
        ],
        description=_("Не короче 10 знаков. Подойдёт фраза из нескольких слов."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("Новый пароль ещё раз"),
        [EqualTo("password", _("Пароли не совпали: впишите оба раза один и тот же"))],
        render_kw={"autocomplete": "new-password"},
    )
