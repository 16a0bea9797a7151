"""A table from a file: chosen first, pressed after its preview."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField


class TableFileForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    file = FileField(_("Файл с таблицей"), description=_("XLSX с одним листом, до 20 МБ"))


class TablePressForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """`rows`: what the preview showed, read again at the press."""

    key = HiddenField()
    rows = HiddenField()
