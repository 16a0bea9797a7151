"""The choice of a partner and the answers of the two schools."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from workflow.forms.base import RecordedForm, StepForm


class PartnerForm(StepForm):
    title = _("Школа-партнёр")
    button = _("Выбрать партнёра")
    hint = _("Обе школы ответят, согласны ли они; прежние ответы к новой паре не относятся.")
    shown = ("partner_school_id", "new_school", "network_type", "why")

    partner_school_id = SelectField(_("Какая школа поможет"), coerce=int, validate_choice=False)
    new_school = StringField(
        _("Если её нет в списке"),
        [Optional(), Length(max=500)],
        description=_("Название школы, как оно стоит в документах: школа войдёт в список управления"),
    )
    network_type = RadioField(
        _("Тип пары"),
        choices=[
            SelectChoice("instrumental", _("инструментальная: обмен ресурсами, у каждой свои задачи")),
            SelectChoice("identical", _("идентичная: общая цель и общие ресурсы")),
            SelectChoice("", _("программа типов не различает")),
        ],
        default="",
        validate_choice=False,
    )
    why = TextAreaField(
        _("Почему эта школа"),
        [Optional(), Length(max=2000)],
        description=_("Чем она сильна там, где школе не хватает. Увидят обе школы."),
    )
    reason = TextAreaField(
        _("Почему это можно сделать, хотя есть замечания"),
        [Length(max=2000)],
        description=_("Причина останется в истории рядом с выбором"),
    )


class ConsentForm(RecordedForm):
    title = _("Ответ школы на предложение пары")
    button = _("Записать ответ")
    shown = ("answer", "comment")

    answer = RadioField(
        _("Ответ"),
        choices=[SelectChoice("yes", _("Согласны на пару")), SelectChoice("no", _("Отказываемся"))],
        validate_choice=False,
    )
    comment = TextAreaField(
        _("Пояснение"),
        [Length(max=2000)],
        description=_("При отказе обязательно: методист будет искать другого партнёра по этим словам."),
    )
