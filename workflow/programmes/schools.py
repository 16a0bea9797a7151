"""Which school a line of a letter means: exact when only one reads the same, else candidates to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, Protocol

#: How much of the place name must agree before a school is offered as a candidate.
LIKENESS: Final = 0.7

_LEGAL_FORMS = frozenset(
    [
        "мбоу",
        "мкоу",
        "маоу",
        "моу",
        "мбу",
        "мку",
        "мау",
        "мдоу",
        "гбоу",
        "гкоу",
        "гаоу",
        "гоу",
        "боу",
        "чоу",
        "оу",
        "до",
        "мобу",
    ]
)
_LONG_FORMS = re.compile(
    r"\b(муниципальн\w*|государственн\w*|бюджетн\w*|казенн\w*|автономн\w*|общеобразовательн\w* учрежден\w*)\b"
)
#: Longer spellings first: each is replaced by the letters documents use for it.
_KINDS: Final = (
    (r"средн\w* общеобразовательн\w* школ\w*|средн\w* школ\w*|средн\w* общ\w*\.? школ\w*", "сош"),
    (r"основн\w* общеобразовательн\w* школ\w*|основн\w* школ\w*", "оош"),
    (r"начальн\w* общеобразовательн\w* школ\w*|начальн\w* школ\w*", "нош"),
    (r"\bгимназ\w*", "гимназия"),
    (r"\bлице\w*", "лицей"),
    (r"\bшкол\w*", "школа"),
)
_KIND_WORDS = frozenset(kind for _, kind in _KINDS)
#: Words that say nothing about which school it is.
_TAIL = re.compile(r"\b(с углубленн\w* изучени\w*.*|имени\b.*|им\b.*)$")
_LIST_MARK = re.compile(r"^\s*(?:\(?\d{1,3}\s*[.)]\s*|[-–—•*]\s*)")


class NamedSchool(Protocol):
    """Whatever has an id, a name and other names: a row of the file or of the database."""

    @property
    def id(self) -> str | int: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class SchoolMatch:
    """`exact` when exactly one school is meant; otherwise the likely ones, best first, may be none."""

    text: str
    exact: str | int | None = None
    candidates: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    kind: str
    number: str
    place: str

    @property
    def initials(self) -> frozenset[str]:
        """«Путиловская ООШ» -> «поош»; «Отраденская СОШ №3» -> «осош 3» and, as people shorten it, «осш 3»."""
        first = "".join(word[0] for word in self.place.split())
        kinds = {self.kind, self.kind.replace("сош", "сш")} if self.kind else {""}
        return frozenset(f"{first}{kind} {self.number}".strip() for kind in kinds if first)


def match_school(text: str, schools: Iterable[NamedSchool]) -> SchoolMatch:
    """Any quotes, spaces, «№ 2» or «№2», ё or е, legal forms given or left out, long or short kinds."""
    wanted = _name(text)
    plain = _plain(text)
    if not plain:
        return SchoolMatch(text)
    known = [(school.id, [school.name, *school.aliases]) for school in schools]
    for reads_the_same in (
        lambda name: _plain(name) == plain,
        lambda name: _name(name) == wanted and (wanted.place or wanted.kind),
    ):
        same = [id for id, names in known if any(reads_the_same(name) for name in names)]
        if len(same) == 1:
            return SchoolMatch(text, exact=same[0])
        if same:
            return SchoolMatch(text, candidates=tuple(same))
    likely = [(max(_likeness(wanted, plain, _name(name)) for name in names), id) for id, names in known]
    best = sorted((pair for pair in likely if pair[0] >= LIKENESS), key=lambda pair: -pair[0])
    return SchoolMatch(text, candidates=tuple(id for _, id in best))


def match_lines(text: str, schools: Iterable[NamedSchool]) -> tuple[SchoolMatch, ...]:
    """A pasted list, a school a line; numbering, bullets, empty lines and closing commas do not count."""
    known = tuple(schools)
    lines = (_LIST_MARK.sub("", line).strip().rstrip(",;.") for line in text.splitlines())
    return tuple(match_school(line, known) for line in lines if line.strip())


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    """Letters, digits and single spaces: what is left when nobody's typing habits matter."""
    words = text.casefold().replace("ё", "е")
    words = re.sub(r"[№#]|\bn\s*(?=\d)", " ", words)
    words = re.sub(r"[^\w\s]|_", " ", words)
    words = re.sub(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])", " ", words)
    return " ".join(words.split())


@lru_cache(maxsize=8192)
def _name(text: str) -> _Name:
    words = _LONG_FORMS.sub(" ", _plain(text))
    for pattern, kind in _KINDS:
        words = re.sub(pattern, kind, words)
    words = _TAIL.sub(" ", words)
    parts = [word for word in words.split() if word not in _LEGAL_FORMS]
    kinds = [word for word in parts if word in _KIND_WORDS]
    numbers = [word for word in parts if word.isdigit()]
    place = " ".join(word for word in parts if word not in _KIND_WORDS and not word.isdigit())
    return _Name(kind=kinds[0] if kinds else "", number=numbers[0] if numbers else "", place=place)


def _likeness(wanted: _Name, plain: str, known: _Name) -> float:
    """0 when the numbers or the kinds contradict each other; a number left out contradicts none."""
    if _without_form(plain) in known.initials:
        return 1.0
    if wanted.number not in ("", known.number):
        return 0.0
    if wanted.kind and known.kind and wanted.kind != known.kind and "школа" not in (wanted.kind, known.kind):
        return 0.0
    if not wanted.place or not known.place:
        return LIKENESS if wanted.number and wanted.place == known.place else 0.0
    return SequenceMatcher(None, wanted.place, known.place).ratio()


def _without_form(plain: str) -> str:
    return " ".join(word for word in plain.split() if word not in _LEGAL_FORMS)
