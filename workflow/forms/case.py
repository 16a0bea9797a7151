"""A step of a case, and who leads it."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import SelectField

from workflow.forms.base import AskedForm, StepForm
from workflow.states.definition import Transition


class MoveForm(AskedForm):
    """Of a case; ending it before its time rests on a document."""

    file = FileField(_("Документ-основание"), description=_("PDF, DOCX, JPG или PNG, до 20 МБ"))

    def ask(self, step: Transition, *, warned: bool) -> None:
        super().ask(step, warned=warned)
        if step.name == "cancel_case":
            self.shown = (*self.shown, "file")
            self.called = MappingProxyType({})


class MethodistForm(StepForm):
    title = _("Кто ведёт школу")
    button = _("Назначить методиста")
    shown = ("methodist_id",)

    methodist_id = SelectField(_("Методист"), coerce=int, validate_choice=False)
