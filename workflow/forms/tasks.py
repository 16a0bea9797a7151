"""Giving a task, showing evidence for it, checking, prolonging, closing."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.forms.base import RecordedForm, RussianDateField, StepForm

COMMENT = Length(max=2000, message=_("До 2000 знаков"))


class TaskForm(StepForm):
    title = _("Новое поручение")
    button = _("Дать поручение")
    shown = ("what", "assignee_role", "term", "control_form", "items")
    called = MappingProxyType({"title": "what"})

    what = StringField(
        _("Что сделать"),
        [Length(max=500)],
        description=_("Одной фразой, например: сдать карту открытого урока"),
    )
    assignee_role = RadioField(
        _("Кто отвечает"),
        choices=[
            SelectChoice("school", _("поддерживаемая школа")),
            SelectChoice("partner", _("школа-партнёр")),
            SelectChoice("methodist", _("методист")),
            SelectChoice("official", _("специалист комитета")),
        ],
        default="school",
        validate_choice=False,
    )
    term = StringField(
        _("Срок"),
        [Optional(), Length(max=200)],
        description=_(
            "Словами или датой: до 25.11.2026; в течение 10 рабочих дней; постоянно. Пусто — один месяц."
        ),
    )
    control_form = StringField(
        _("Что должно быть показано"),
        [Optional(), Length(max=300)],
        description=_("Например: справка, технологическая карта. Без этого поручение закроется по словам."),
    )
    items = TextAreaField(
        _("Пункты"),
        [Optional(), Length(max=5000)],
        description=_("Если работа из нескольких частей: одна в строке"),
    )


class EvidenceForm(RecordedForm):
    title = _("Сдать подтверждение")
    button = _("Сдать подтверждение")
    shown: tuple[str, ...] = ("what", "file", "link")
    for_fields = ("recorded_for", "channel", "happened_on")  # the file is the evidence itself
    called = MappingProxyType({"title": "what"})

    what = StringField(
        _("Что это"), [Optional(), Length(max=1000)], description=_("Название или несколько слов о сделанном")
    )
    file = FileField(_("Файл"), description=_("PDF, DOCX, XLSX, JPG или PNG, до 20 МБ"))
    shows = SelectMultipleField(
        _("Что это показывает"),
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        description=_("Один файл может показать несколько форм контроля и несколько поручений."),
    )
    link = StringField(
        _("Ссылка, если файла нет"), [Optional(), Length(max=1000)], description=_("Например, на видео урока")
    )


class CheckForm(StepForm):
    """Two buttons on one form: accept, or return with words."""

    shown = ("comment",)

    comment = TextAreaField(_("Замечание"), [COMMENT])


class CloseForm(StepForm):
    button = _("Закрыть поручение")
    shown = ()

    reason = TextAreaField(_("Почему закрывается, хотя есть замечания"), [COMMENT])


class LiftForm(StepForm):
    title = _("Снять поручение")
    button = _("Снять поручение")
    hint = _("Поручение больше не нужно. Оно останется в истории с причиной.")
    shown = ("comment",)

    comment = TextAreaField(_("Почему"), [COMMENT])


class ProlongForm(StepForm):
    title = _("Продлить срок")
    button = _("Продлить срок")
    hint = _("Прежний срок и причина останутся в истории.")
    shown = ("due_on", "comment")

    due_on = RussianDateField(_("Новый срок"))
    comment = TextAreaField(_("Почему"), [COMMENT])
