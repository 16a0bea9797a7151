"""Which year a month without one means."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired


class TermAnswerForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """One row of the plan; the page draws a form for each."""

    key = HiddenField()
    activity = HiddenField(validators=[InputRequired()])
    answer = SelectField(_("Какой это год"), [InputRequired(_("Выберите год"))], validate_choice=False)
