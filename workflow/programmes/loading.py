"""From bytes to a programme, or to every reason why not: nothing of a broken file is ever loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from workflow.programmes.keys import described_freely, model_at, nearest, unknown_keys
from workflow.programmes.process_record import contradictions
from workflow.programmes.record import Record, keys_of
from workflow.programmes.references import circles, dangling, repeated
from workflow.programmes.schema import Programme
from workflow.programmes.tree import MAX_BYTES, Node, Path, place, plain, read_tree
from workflow.programmes.wording import N_, BrokenProgramme, Message, Problem, quoted, say

_RecordType = TypeVar("_RecordType", bound=Record)

#: The validator's code -> what the schema expects, as a sentence's part.
EXPECTED: Final[dict[str, str]] = {
    "string_type": N_("текст; номер и год берут в кавычки"),
    "string_too_short": N_("непустой текст"),
    "string_pattern_mismatch": N_("непустой текст"),
    "int_type": N_("целое число без кавычек"),
    "bool_type": N_("true или false"),
    "tuple_type": N_("список"),
    "model_type": N_("запись из ключей и значений"),
    "mapping_type": N_("запись из ключей и значений"),
    "too_short": N_("непустой список"),
    "literal_error": N_("одно из: %(expected)s"),
    "partial_date": N_("дата в кавычках: ГГГГ-ММ-ДД, ГГГГ-ММ, ГГГГ, ММ-ДД или ММ"),
    "date_with_year": N_("дата с годом: ГГГГ-ММ-ДД, ГГГГ-ММ или ГГГГ"),
    "numeral": N_("номер: целое число или текст в кавычках"),
    "number": N_("число"),
    "number_digits": N_("число: до 12 цифр до точки и до 6 после неё"),
    "numeral_length": N_("номер не длиннее 50 знаков"),
    "string_too_long": N_("текст не длиннее 500 знаков"),
    "invalid_key": N_("ключ — слово латиницей"),
    "texts": N_("текст или список текстов"),
    "loose": N_("текст или число"),
    "code": N_("код латиницей не длиннее 64 знаков: строчные буквы, цифры и «_», сначала буква"),
    "year": N_("год из четырёх цифр, от 1900 до 2100"),
    "school_year": N_("учебный год, например «2021-2022»"),
    "count": N_("число не меньше нуля и не больше миллиарда"),
    "window_ends": N_("у окна оба конца: from и to"),
    "period_ends": N_("начало или конец срока: from, to"),
    "period_order": N_("конец не раньше начала"),
    "sign_offs": N_("число согласований или список ролей: %(roles)s"),
    "no_act": N_("order, protocol или record; none — только для %(packets)s"),
    "zone": N_("часовой пояс, например Europe/Moscow"),
    "state": N_("этап или его состояние, например monitoring или monitoring.analysis"),
    "label": N_("название без знака процента"),
    "rounds": N_("число кругов от 0 до 60"),
    "version": N_("номер версии от 1 до 10000"),
    "each_once": N_("каждый этап один раз"),
    "working_days": N_("число рабочих дней от 1 до 366"),
    "cycle_days": N_("число рабочих дней от 0 до 366"),
    "cycle_first": N_(
        "шаг из first не позже другого (announce: %(announce)s, kickoff: %(kickoff)s) или first: either"
    ),
    "cycle_results": N_("итоги не раньше отзывов (reflect: %(reflect)s, results: %(results)s)"),
}
#: Sentences above that name what they found beside the place.
WITH_VALUES = frozenset({"sign_offs", "no_act", "cycle_first", "cycle_results"})


def load(text: bytes, *, name: str) -> Programme:
    """The programme in these bytes. `name` is the file's name in messages. Raises BrokenProgramme."""
    return _load(text, name)


@lru_cache(maxsize=16)
def _load(text: bytes, name: str) -> Programme:
    """The same bytes are the same programme; reading them is slow, and pages and commands ask often."""
    root = read_tree(text, name=name)
    programme, problems = validated(Programme, root, file=name)
    problems += [
        _problem(root, path, expected, found, name)
        for path, expected, found in (*dangling(root), *repeated(root), *circles(root))
    ]
    if programme is not None and programme.process is not None:
        problems += [
            _problem(root, ("process", *path), expected, found, name)
            for path, expected, found in contradictions(programme.process, programme_id=programme.id)
        ]
    if programme is None or problems:
        raise BrokenProgramme(problems)
    return programme


def load_file(path: FilePath) -> Programme:
    return load(bytes_of(path), name=path.name)


def bytes_of(path: FilePath) -> bytes:
    """The file, but never much more of it than the limit: a huge one is refused by `read_tree`."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1024)


def canonical(programme: Programme) -> bytes:
    """The same bytes for the same facts, whatever the file's comments, order of keys and quotes."""
    facts = programme.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(programme: Programme) -> str:
    return hashlib.sha256(canonical(programme)).hexdigest()


def validated(model: type[_RecordType], root: Node, *, file: str) -> tuple[_RecordType | None, list[Problem]]:
    """The record, or None, and everything that is wrong with its shape."""
    problems = [
        _problem(root, path, *_unknown_key(kind, path), file) for path, kind in unknown_keys(model, root)
    ]
    try:
        return model.model_validate(plain(root), by_alias=True), problems
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            problems.append(_translated(model, root, file, detail))
    return None, problems


def _translated(model: type[Record], root: Node, file: str, detail: Any) -> Problem:
    """One complaint of the validator with its line and in Russian."""
    path = tuple(_known_steps(root, detail["loc"]))
    kind = detail["type"]
    if kind == "missing":
        key = str(detail["loc"][-1])
        return _problem(root, path, say(N_("ключ «%(key)s»"), key=key), say(N_("запись без этого ключа")), file)
    if kind == "extra_forbidden":
        record = model_at(model, path[:-1]) or model
        return _problem(root, path, *_unknown_key(record, path), file)
    found = quoted(path[-1]) if detail["loc"][-1] == "[key]" else _found(root.at(path))
    return _problem(root, path, _expected(kind, detail.get("ctx", {})), found, file)


def _expected(kind: str, context: dict[str, Any]) -> Message:
    text = EXPECTED.get(kind, N_("значение по схеме shnor-programme/1"))
    if kind == "literal_error":
        return say(text, expected=context["expected"].replace(" or ", ", ").replace("'", ""))
    return say(text, **context) if kind in WITH_VALUES else say(text)


def _known_steps(root: Node, loc: tuple[str | int, ...]) -> Iterator[str | int]:
    """The part of the validator's path that exists in the file."""
    here = root
    for step in loc:
        below = here.below(step)
        if below is None:
            return
        here = below
        yield step


def _unknown_key(record: type[Record], path: Path) -> tuple[Message, Message]:
    known = keys_of(record)
    found = say(N_("неизвестный ключ «%(key)s»"), key=str(path[-1]))
    if close := nearest(str(path[-1]), known):
        return say(N_("ключ схемы; возможно, «%(key)s»"), key=close), found
    if described_freely(record):
        return say(N_("ключ латиницей с коротким значением")), found
    return say(N_("один из ключей: %(keys)s"), keys=", ".join(known)), found


def _found(node: Node) -> Message:
    if isinstance(node.value, tuple):
        return say(N_("список")) if node.value else say(N_("пустой список"))
    if isinstance(node.value, dict):
        return say(N_("запись"))
    if node.value is None or node.value == "":
        return say(N_("пусто"))
    return quoted(str(node.value).lower() if isinstance(node.value, bool) else node.value)


def _problem(root: Node, path: Path, expected: Message, found: Message, file: str) -> Problem:
    return Problem(file=file, line=root.line_of(path), where=place(root, path), expected=expected, found=found)
