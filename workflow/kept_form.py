"""What somebody typed is not lost when the sign-in ends first: it is shown again, never sent by itself.

The fields wait in the new, anonymous session, go with the person through the sign-in page, and come back as a
form that only its owner can send. A form that another site sent is not kept: that would be an invitation to
press a button.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Request, session
from wtforms import (
    DateField,
    DateTimeField,
    DecimalField,
    HiddenField,
    IntegerField,
    PasswordField,
    StringField,
)
from wtforms.fields.core import UnboundField

from workflow import forms
from workflow.incoming import in_the_house

KEY = "kept_form"
LONGEST = 500_000  # characters; a plan that is pasted whole is a tenth of it
TYPED = (StringField, DateField, DateTimeField, IntegerField, DecimalField)


@dataclass(frozen=True, kw_only=True)
class KeptForm:
    """`shown` is what the person typed, with the labels of the form; `silent` what was chosen or hidden."""

    action: str
    page: str
    shown: tuple[tuple[str, str, str], ...]  # name, label, text
    silent: tuple[tuple[str, str], ...]
    had_files: bool


def keep(request: Request) -> bool:
    """True when the fields wait in the session now; False when the form is not ours or too long."""
    secret = secret_names()
    fields = [(name, text) for name, text in request.form.items(multi=True) if name not in secret]
    if request.method != "POST" or not from_our_page(request):
        return False
    if sum(len(name) + len(text) for name, text in fields) > LONGEST:
        return False
    session[KEY] = {
        "action": request.full_path.rstrip("?"),
        "page": in_the_house(request.referrer, host=request.host),
        "fields": fields,
        "had_files": any(file.filename for file in request.files.values()),
    }
    return True


def waiting() -> KeptForm | None:
    kept: dict[str, Any] | None = session.get(KEY)
    if kept is None:
        return None
    labels = typed_labels()
    fields = [(name, text) for name, text in kept["fields"]]
    return KeptForm(
        action=kept["action"],
        page=kept["page"],
        shown=tuple((name, str(labels[name]), text) for name, text in fields if name in labels),
        silent=tuple((name, text) for name, text in fields if name not in labels),
        had_files=kept["had_files"],
    )


def forget() -> None:
    session.pop(KEY, None)


def typed_labels() -> dict[str, Any]:
    """Field name -> label, for the text fields of every form of the product."""
    labels: dict[str, Any] = {}
    for kind in forms.every_form():
        for name, field in vars(kind).items():
            if isinstance(field, UnboundField) and _is_typed(field.field_class):
                labels.setdefault(name, field.args[0] if field.args else field.kwargs.get("label", name))
    return labels


def secret_names() -> set[str]:
    """Passwords, by the kind of their field, and the token of the sign-in that has ended."""
    names = {
        name
        for kind in forms.every_form()
        for name, field in vars(kind).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, PasswordField)
    }
    return {"csrf_token", *names}


def _is_typed(field_class: type[Any]) -> bool:
    return issubclass(field_class, TYPED) and not issubclass(field_class, HiddenField | PasswordField)


def from_our_page(request: Request) -> bool:
    came_from = request.origin or request.referrer or ""
    return urlsplit(came_from).netloc == request.host
