"""Forms around a packet: one for every press on its page, one for the words of the decision."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from workflow.forms.fields import MayBeEmpty, TypedDateField

LONGEST_LIST = 50  # clauses
LONGEST_WORDS = 5_000
LONGEST_TEXT = 10_000
Choices = Iterable[tuple[str, str]]


class DecisionForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """Whatever a press on the packet's page may carry; each press reads its own fields."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    key = HiddenField()
    comment = TextAreaField(lazy_gettext("Замечание"), [Length(max=LONGEST_WORDS)])
    reason = TextAreaField(lazy_gettext("Основание решения"), [Length(max=LONGEST_WORDS)])
    number = StringField(lazy_gettext("Номер по журналу канцелярии"), [Length(max=60)])
    dated_on = TypedDateField(lazy_gettext("Дата"), [MayBeEmpty()])
    on_paper_by = IntegerField(lazy_gettext("Кто подписал на бумаге"), validators=[Optional()])
    case_id = IntegerField(widget=HiddenInput(), validators=[Optional()])

    @property
    def seen(self) -> int:
        """The version that the page was drawn from; a form without one is as old as can be."""
        return int(self.version.data or 0)


class ClauseForm(Form):  # type: ignore[misc]  # the library ships no types
    number = StringField(lazy_gettext("№"), [Length(max=20)])
    kind = SelectField(lazy_gettext("Что делает пункт"))
    text = TextAreaField(lazy_gettext("Текст пункта"), [Length(max=LONGEST_TEXT)])
    charged = SelectField(lazy_gettext("Кому поручено"))
    term = StringField(lazy_gettext("Срок, словами"), [Length(max=300)])
    control_form = StringField(lazy_gettext("Форма контроля"), [Length(max=500)])


class EditForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    key = HiddenField()
    title = StringField(lazy_gettext("Заголовок"), [Length(max=1000)])
    preamble = TextAreaField(lazy_gettext("Преамбула"), [Length(max=LONGEST_TEXT)])
    signatory_post = StringField(lazy_gettext("Должность того, кто подпишет"), [Length(max=300)])
    clauses = FieldList(FormField(ClauseForm), max_entries=LONGEST_LIST)

    def offer(self, kinds: Choices, charged: Choices) -> None:
        """Choices are handed in: a form is shown and tried without a database."""
        kind_choices = [SelectChoice(value, title) for value, title in kinds]
        charged_choices = [SelectChoice("", gettext("никому")), *(SelectChoice(*one) for one in charged)]
        for row in self.clauses:
            row.kind.choices, row.charged.choices = kind_choices, charged_choices

    def change_rows(self, what: str) -> None:
        """«add» puts an empty clause at the end, «remove-2» takes the third one out; nothing is saved."""
        if what == "add" and len(self.clauses) < LONGEST_LIST:
            numbers = [
                int(row.form.number.data) for row in self.clauses if (row.form.number.data or "").isdecimal()
            ]
            self.clauses.append_entry({"number": str(max(numbers, default=0) + 1), "kind": "assign"})
        elif what.startswith("remove-") and what.removeprefix("remove-").isdigit():
            rows = [row.data for row in self.clauses]
            del rows[int(what.removeprefix("remove-")) : int(what.removeprefix("remove-")) + 1]
            while self.clauses.entries:
                self.clauses.pop_entry()
            for row in rows:
                self.clauses.append_entry(row)

    def put_error(self, field: str, sentence: str) -> None:
        """At the named field, «clauses-0-text» among them; an unknown name goes to the title."""
        name, _, rest = field.partition("-")
        control = self._fields.get(name, self.title)
        if rest:
            place, _, inner = rest.partition("-")
            control = control.entries[int(place)].form[inner]
        control.errors = [*control.errors, sentence]
