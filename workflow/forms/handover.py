"""What of a colleague's work goes to whom."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Length

#: The fields in which rows are ticked.
HELD = ("case", "task", "packet", "project", "performer")


class HandOverForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """Ticks are checked against what the person holds when the form is read."""

    key = HiddenField()
    case = SelectMultipleField(_("Сопровождения"), coerce=int)
    task = SelectMultipleField(_("Поручения"), coerce=int)
    packet = SelectMultipleField(_("Комплекты"), coerce=int)
    project = SelectMultipleField(_("Муниципальные проекты"), coerce=int)
    performer = SelectMultipleField(_("Аналитика и отчёты"), coerce=int)
    to_id = SelectField(_("Кому передать"), coerce=int)
    comment = TextAreaField(
        _("Почему"),
        [Length(max=2000, message=_("Короче: помещается 2000 знаков"))],
        description=_("Например: увольнение, отпуск с 1 по 28 августа. Останется в истории."),
    )

    def offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        self[name].choices = [SelectChoice(value, words) for value, words in choices]

    def validate(self, extra_validators: Any = None) -> bool:
        held: bool = super().validate(extra_validators)
        for name in HELD:
            if self[name].errors:  # a row that is not held any more: said once, above the form
                self[name].errors = []
                self.form_errors.append(
                    _("Часть отмеченного уже передана или завершена. Посмотрите список и отметьте снова.")
                )
                return False
        if held and not any(self[name].data for name in HELD):
            self.form_errors.append(_("Отметьте хотя бы одно из того, что передаётся."))
            return False
        if not self.to_id.data and not self.to_id.errors:
            self.to_id.errors = [_("Выберите, кому передать")]
            return False
        return held
