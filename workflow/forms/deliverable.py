"""Handing in a paper that the programme wants: one's own, or entered for its performer."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length

from workflow.forms.base import RussianDateField, StepForm


class HandInForm(StepForm):
    """`version` carries the paper that the page showed in this place."""

    title = _("Сдать документ")
    button = _("Сдать документ")
    shown: tuple[str, ...] = ("paper", "what")
    called = MappingProxyType({"file": "paper", "title": "what"})

    paper = FileField(_("Файл документа"), description=_("PDF, DOCX, XLSX, JPG или PNG, до 20 МБ"))
    what = StringField(
        _("Название документа"),
        [Length(max=300)],
        description=_("Как он назван на титуле. Если пусто, останется имя файла"),
    )
    channel = StringField(
        _("Как документ пришёл"),
        [Length(max=200)],
        description=_("Например: письмом от 12.10, на бумаге, на совещании"),
    )
    happened_on = RussianDateField(_("Когда он пришёл"))

    def enter_for(self, performer: str) -> None:
        """A methodist enters what somebody else made."""
        self.title = self.button = _("Внести документ за исполнителя")
        self.hint = _("Документ сдаёт %(who)s. Запишите, как и когда он пришёл.", who=performer)
        self.shown = (*self.shown, "channel", "happened_on")
