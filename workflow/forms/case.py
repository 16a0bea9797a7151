"""A step of a case, and who leads it."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from workflow.forms.base import RecordedForm, StepForm
from workflow.states.definition import Comment, Transition

TOO_LONG = Length(max=5000, message=_("Слишком длинно. Подробности можно приложить файлом"))


class MoveForm(RecordedForm):
    """Asks only for what the step asks: words, a reason against warnings, a document, for whom."""

    comment = TextAreaField(_("Комментарий"), [TOO_LONG])
    reason = TextAreaField(
        _("Почему это можно сделать, хотя есть замечания"),
        [TOO_LONG],
        description=_("Причина останется в истории рядом с шагом"),
    )
    file = FileField(_("Документ-основание"), description=_("PDF, DOCX, JPG или PNG, до 20 МБ"))

    def ask(self, step: Transition, *, warned: bool) -> None:
        self.button = self.title = _(step.title)
        shown = []
        if warned:
            shown.append("reason")
        if step.comment is not Comment.NONE:
            shown.append("comment")
            needed = step.comment is Comment.REQUIRED
            self.comment.label.text = _("Причина") if needed else _("Примечание")
            self.comment.flags.optional = not needed
        if step.name == "cancel_case":
            shown.append("file")
            self.called = MappingProxyType({})
        self.shown = tuple(shown)


class MethodistForm(StepForm):
    title = _("Кто ведёт школу")
    button = _("Назначить методиста")
    shown = ("methodist_id",)

    methodist_id = SelectField(_("Методист"), coerce=int, validate_choice=False)
