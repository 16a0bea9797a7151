"""Planning an event, moving it on, its sheet, its reflections, what it left behind, days that repeat."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.forms.base import AskedForm, RecordedForm, RussianDateField, StepForm
from workflow.states.definition import Transition

AUDIENCES = [
    SelectChoice("heads", _("руководители")),
    SelectChoice("teachers", _("педагоги")),
    SelectChoice("pupils", _("обучающиеся")),
    SelectChoice("parents", _("родители")),
]
STEPS = ("announce_by", "kickoff_on", "reflect_by", "results_by")
TOO_LONG = Length(max=4000, message=_("Слишком длинно. Подробности можно приложить файлом"))


def _ticks(label: str, **more: object) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        **more,
    )


class EventForm(StepForm):
    title = _("Новое мероприятие")
    button = _("Запланировать мероприятие")
    shown: tuple[str, ...] = (
        "name",
        "kind",
        "from_on",
        "to_on",
        "place",
        "audiences",
        "hosts",
        "guests",
        "required",
        "about",
        *STEPS,
        "project_id",
        "series_id",
        "parent_id",
        "measures",
    )
    called = MappingProxyType({"title": "name", "form": "kind"})

    name = StringField(_("Название"), [Length(max=300)])
    kind = StringField(
        _("Форма"),
        [Optional(), Length(max=300)],
        description=_("Например: фестиваль, открытый урок, семинар, мастер-класс"),
    )
    from_on = RussianDateField(_("День проведения"))
    to_on = RussianDateField(_("Последний день"), [Optional()], description=_("Если дней несколько"))
    place = StringField(_("Место"), [Optional(), Length(max=300)])
    audiences = _ticks(_("Для кого"), choices=AUDIENCES)
    hosts = _ticks(_("Кто проводит"), coerce=int)
    guests = _ticks(_("Кто приглашён"), coerce=int)
    required = BooleanField(
        _("Обязательное"),
        description=_("Школа не закончит этап мероприятий, пока не подведены итоги обязательного"),
    )
    about = TextAreaField(_("О чём"), [Optional(), TOO_LONG])
    announce_by = RussianDateField(_("Объявить не позже"), [Optional()])
    kickoff_on = RussianDateField(_("Установочное совещание"), [Optional()])
    reflect_by = RussianDateField(_("Собрать отзывы не позже"), [Optional()])
    results_by = RussianDateField(_("Подвести итоги не позже"), [Optional()])
    project_id = SelectField(_("Муниципальный проект"), [Optional()], coerce=int, validate_choice=False)
    series_id = SelectField(_("Повторяющийся день"), [Optional()], coerce=int, validate_choice=False)
    parent_id = SelectField(_("Внутри мероприятия"), [Optional()], coerce=int, validate_choice=False)
    measures = _ticks(_("Какие меры планов выполняет"), coerce=int)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The term that was typed; both None while the first day is not a day."""
        if self.from_on.data is None:
            return None, None
        return self.from_on.data, self.to_on.data or self.from_on.data

    @property
    def has_steps(self) -> bool:
        return any(self[name].data for name in STEPS)


class EventMoveForm(AskedForm):
    """Of an event; holding it has a day of its own."""

    held_on = RussianDateField(_("Когда проведено"))

    def ask(self, step: Transition, *, warned: bool) -> None:
        super().ask(step, warned=warned)
        if step.name == "hold_event":
            self.shown = ("held_on", *self.shown)


class KickoffForm(StepForm):
    title = _("Установочное совещание")
    button = _("Записать совещание")
    hint = _("Совещание может пройти до акта и после него.")
    shown = ("held_on", "note")

    held_on = RussianDateField(_("Когда прошло"))
    note = TextAreaField(
        _("О чём договорились"),
        [Optional(), Length(max=2000, message=_("До 2000 знаков"))],
        description=_("Круг участников, задачи, протокол"),
    )


class SheetForm(StepForm):
    """Staff by name, one in a line; of pupils and parents only numbers."""

    title = _("Внести участников")
    button = _("Внести в лист")
    shown = ("school_id", "heads", "teachers", "pupils", "parents")

    school_id = SelectField(_("Школа"), coerce=int, validate_choice=False)
    heads = TextAreaField(
        _("Руководители"),
        [Optional(), Length(max=20_000)],
        description=_("Имя и через запятую должность, один человек в строке"),
    )
    teachers = TextAreaField(
        _("Педагоги"),
        [Optional(), Length(max=20_000)],
        description=_("Имя и через запятую должность, один человек в строке"),
    )
    pupils = IntegerField(
        _("Обучающихся"), [Optional()], description=_("Только число: имён обучающихся система не хранит")
    )
    parents = IntegerField(_("Родителей"), [Optional()], description=_("Только число"))


class ReflectionForm(RecordedForm):
    title = _("Отзыв о мероприятии")
    button = _("Записать отзыв")
    shown = ("text",)

    text = TextAreaField(
        _("Что дало мероприятие школе"),
        [TOO_LONG],
        description=_("Что пригодилось, что попробуете у себя, чего не хватило"),
    )


class OutputForm(StepForm):
    title = _("Материал мероприятия")
    button = _("Добавить материал")
    shown = ("kind", "name", "school_id", "link", "file")
    called = MappingProxyType({"title": "name"})

    kind = StringField(
        _("Что это"), [Length(max=100)], description=_("Например: технологическая карта, видеоролик, пост")
    )
    name = StringField(_("Название"), [Length(max=300)])
    school_id = SelectField(_("Чей это материал"), coerce=int, validate_choice=False)
    link = StringField(_("Ссылка"), [Optional(), Length(max=2000)])
    file = FileField(_("Или файл"), description=_("PDF, DOCX, XLSX, JPG или PNG, до 20 МБ"))


class SeriesForm(StepForm):
    title = _("Повторяющийся день")
    button = _("Завести повторяющийся день")
    hint = _("Месяц, в котором он не запланирован, напомнит о себе методисту один раз.")
    shown: tuple[str, ...] = ("from_programme", "name", "every", "from_on", "to_on", "audiences")
    called = MappingProxyType({"title": "name"})

    from_programme = RadioField(_("Из документа программы"), validate_choice=False, default="")
    name = StringField(
        _("Название"),
        [Optional(), Length(max=300)],
        description=_("Если выбрано из документа, можно оставить пустым"),
    )
    every = RadioField(
        _("Как часто"),
        choices=[SelectChoice("month", _("каждый месяц")), SelectChoice("year", _("раз в год"))],
        default="month",
        validate_choice=False,
    )
    from_on = RussianDateField(_("С какого дня"))
    to_on = RussianDateField(_("По какой день"))
    audiences = _ticks(_("Для кого"), choices=AUDIENCES)


class SeriesEndForm(StepForm):
    title = _("Прекратить повторяющийся день")
    button = _("Прекратить")
    shown = ("to_on",)

    to_on = RussianDateField(_("Последний день"))


class PressForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A press without fields of its own."""

    key = HiddenField()
