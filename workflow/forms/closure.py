"""The result of a case."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import Length

from workflow.forms.base import StepForm


class ReportForm(StepForm):
    title = _("Итог сопровождения")
    button = _("Записать итог")
    shown = ("text",)

    text = TextAreaField(
        _("Что изменилось и что остаётся сделать"),
        [Length(max=20_000, message=_("До 20 000 знаков"))],
        description=_("Текст увидит школа и тот, кто утверждает."),
    )
