"""What a person says about a registered act: that it is annulled or repealed, since when and why."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from workflow.forms.fields import MayBeEmpty, TypedDateField

VOID, REPEAL = "void", "repeal"  # as models.order has them: a form knows no tables


class MarkForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    key = HiddenField()
    kind = RadioField(
        _("Что произошло с актом"),
        [InputRequired(_("Выберите одно из двух"))],
        choices=[
            SelectChoice(VOID, _("Аннулирован: зарегистрирован по ошибке, номер не освобождается")),
            SelectChoice(REPEAL, _("Утратил силу с названного дня")),
        ],
    )
    on = TypedDateField(
        _("С какого дня утратил силу"), [MayBeEmpty()], description=_("Пусто — сегодня. Например 18.10.2026")
    )
    reason = TextAreaField(
        _("Почему"),
        [InputRequired(_("Напишите, почему: причина останется рядом с актом")), Length(max=2000)],
    )
