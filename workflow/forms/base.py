"""What every form of case work carries: its key, a date as people write it, for whom a step is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import Length

from workflow.forms.fields import in_our_time
from workflow.states.definition import Comment, Transition

TOO_LONG = Length(max=5000, message=_("Слишком длинно. Подробности можно приложить файлом"))
DATE_HINT = _("Число, месяц и год, например 14.11.2026")


class RussianDateField(DateField):  # type: ignore[misc]  # the library has no types
    """A text box: a native date input follows the browser's language and throws a mistyped date away."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        options.setdefault("description", DATE_HINT)
        super().__init__(label, validators, format=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([value.strip().rstrip(".") for value in valuelist])
            typed: Any = self.data
            in_our_time(typed)
        except ValueError:
            self.data = None
            raise ValueError(_("Такого дня нет. Напишите так: 14.11.2026")) from None


class StepForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """`title` is the page's heading, `button` what a press does: verb and object."""

    title: Any = ""
    button: Any = ""
    #: One sentence under the heading: what happens next.
    hint: Any = ""
    #: Names of the fields to show, in order; the others are hidden or not for this person.
    shown: tuple[str, ...] = ()
    #: A command's name for a field, where the form has another.
    called: Mapping[str, str] = MappingProxyType({})

    key = HiddenField()
    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version or the id that the page was drawn from; words there are nobody's page."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else -1

    def offer(self, name: str, choices: Iterable[tuple[Any, str]]) -> None:
        self[name].choices = [SelectChoice(value, words) for value, words in choices]

    def visible(self) -> Iterable[Any]:
        return [self[name] for name in self.shown]

    def complain(self, field: str, sentence: str) -> None:
        """A sentence of a command, put at its field; of a field that is not here, above the form."""
        name = self.called.get(field, field)
        where = self[name] if name in self.shown else None
        if where is None:
            self.form_errors.append(sentence)
        else:
            where.errors = [*where.errors, sentence]


class RecordedForm(StepForm):
    """A step that a methodist may record for a party: how and when it really happened."""

    for_fields: tuple[str, ...] = ("recorded_for", "channel", "happened_on", "paper")
    called = MappingProxyType({"file": "paper"})

    recorded_for = RadioField(_("Чей это шаг"), validate_choice=False)
    channel = StringField(
        _("Как это пришло от школы"),
        [Length(max=200, message=_("Короче: письмом, по телефону, на встрече"))],
        description=_("Например: письмом от 12.10, по телефону, на совещании"),
    )
    happened_on = RussianDateField(_("Когда это было"))
    paper = FileField(_("Документ школы, если есть"), description=_("PDF, DOCX, JPG или PNG, до 20 МБ"))

    #: The only party whose step it can be: then nothing is asked.
    only_for: str = ""

    def for_whom(self, parties: Iterable[tuple[str, Any]], *, own: bool) -> None:
        """Offer the parties; `own`: the person may also take the step in his or her own name."""
        offered = [("", _("мой: записываю от себя"))] if own else []
        offered += list(parties)
        fields = self.for_fields
        if len(offered) == 1:
            [(self.only_for, words)] = offered
            self.hint = _("Это шаг %(whose)s. Запишите, как и когда она его сделала.", whose=words)
            fields = fields[1:]
        self.offer("recorded_for", offered)
        if self.recorded_for.data is None:
            self.recorded_for.data = offered[0][0]
        self.shown = (*self.shown, *fields)

    def party(self) -> str:
        """ "" when the step is one's own."""
        return self.only_for or ((self.recorded_for.data or "") if "recorded_for" in self.shown else "")


class AskedForm(RecordedForm):
    """A step of a machine: asks only for what the step asks, words, a reason against warnings, for whom."""

    comment = TextAreaField(_("Комментарий"), [TOO_LONG])
    reason = TextAreaField(
        _("Почему это можно сделать, хотя есть замечания"),
        [TOO_LONG],
        description=_("Причина останется в истории рядом с шагом"),
    )

    def ask(self, step: Transition, *, warned: bool) -> None:
        self.button = self.title = _(step.title)
        shown = ["reason"] if warned else []
        if step.comment is not Comment.NONE:
            shown.append("comment")
            needed = step.comment is Comment.REQUIRED
            self.comment.label.text = _("Причина") if needed else _("Примечание")
            self.comment.flags.optional = not needed
        self.shown = tuple(shown)


def content_of(field: FileField) -> tuple[str, bytes]:
    """Name and bytes of what was chosen; empty when nothing was."""
    chosen = field.data
    if chosen is None or not getattr(chosen, "filename", ""):
        return "", b""
    return chosen.filename, chosen.read()


def lines_of(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
