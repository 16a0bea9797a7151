"""Keep the two catalogues in step with the source, and say what is missing in them."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.pofile import read_po, write_po

from workflow.deadlines.plurals import RUSSIAN_MANY
from workflow.translations.source import messages

FOLDER = Path(__file__).resolve().parent
LOCALES = ("ru", "en")
WIDTH = 110
_PLACE = re.compile(r"%\((\w+)\)[a-z]")


def path_of(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def read(locale: str) -> Catalog:
    path = path_of(locale)
    if not path.exists():
        return _empty(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _empty(locale: str) -> Catalog:
    return Catalog(locale=locale, fuzzy=False)


def _header(locale: str) -> bytes:
    """Without dates and names: the file changes only when a text does."""
    lines = (
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Language: {locale}",
        f"Plural-Forms: {_empty(locale).plural_forms}",
    )
    quoted = "".join(f'"{line}\\n"\n' for line in lines)
    return f'msgid ""\nmsgstr ""\n{quoted}\n'.encode()


def from_source() -> Catalog:
    catalog = Catalog(project="Opora", fuzzy=False)
    plurals: dict[str, str] = {}
    files: dict[str, set[str]] = {}
    for found in messages():
        plurals[found.text] = found.plural or plurals.get(found.text, "")
        files.setdefault(found.text, set()).add(found.file)
    for text in sorted(plurals):
        key = (text, plurals[text]) if plurals[text] else text
        catalog.add(key, locations=[(file, 1) for file in sorted(files[text])])
    return catalog


def refresh() -> None:
    """Add what is new, drop what is gone. Russian is its own translation."""
    template = from_source()
    for locale in LOCALES:
        old = read(locale)
        fresh = _empty(locale)
        for message in template:
            if not message.id:
                continue
            known = old.get(message.id if isinstance(message.id, str) else message.id[0])
            fresh.add(message.id, _translation(message, known, locale), locations=message.locations)
        path = path_of(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(_header(locale))
            write_po(file, fresh, width=WIDTH, include_lineno=False, omit_header=True, sort_output=True)


def _translation(message: Message, known: Message | None, locale: str) -> str | tuple[str, ...]:
    if locale == "ru":
        return _in_russian(message)
    if known is not None and known.string and known.pluralizable == message.pluralizable:
        return known.string if isinstance(known.string, str) else tuple(known.string)
    return () if message.pluralizable else ""


def _in_russian(message: Message) -> str | tuple[str, ...]:
    """Itself, with the third form where it counts; one that is not known yet stays empty and is a fault."""
    if isinstance(message.id, str):
        return message.id
    one, few = message.id
    return one, few, RUSSIAN_MANY.get(one, "")


def faults(locale: str) -> list[str]:
    """Messages without a translation, without one of its plural forms, or with other placeholders."""
    catalog = read(locale)
    found = []
    for message in from_source():
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        known = catalog.get(text)
        forms = _forms(known)
        wanted = catalog.num_plurals if message.pluralizable else 1
        if known is None or len(forms) != wanted or not all(forms):
            found.append(f"{locale}: not translated: {text!r}")
        elif any(_places(form) - _places(*_ids(message)) for form in forms):
            found.append(f"{locale}: other placeholders: {text!r}")
        elif not message.pluralizable and _places(forms[0]) != _places(text):
            found.append(f"{locale}: lost placeholders: {text!r}")
    return found


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _forms(message: Message | None) -> tuple[str, ...]:
    if message is None or not message.string:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _places(*texts: str) -> set[str]:
    return {place for text in texts for place in _PLACE.findall(text)}
