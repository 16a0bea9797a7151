"""Which key names which record: one table, walked over the file so that a dangling name has its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workflow.programmes.tree import Node, Path, Scalar
from workflow.programmes.wording import N_, Message, quoted, say


def _path(words: str) -> Path:
    return tuple(words.split("."))


#: Where each kind of thing is declared: the paths of its names.
DECLARED: Final[dict[str, tuple[Path, ...]]] = {
    "school": (_path("participants.schools.*.id"),),
    "organisation": (_path("organisations.*.id"),),
    "role": (_path("roles.*.id"),),
    "order": (_path("orders.*.id"),),
    "act": (
        _path("orders.*.id"),
        _path("legal_basis.*.number"),
        _path("legal_basis.*.title"),
    ),
    "event": (_path("events.*.id"),),
    "recurring": (_path("recurring.*.id"),),
    "activity": (_path("activities.*.number"),),
    "task": (_path("tasks.*.number"),),
    "module": (_path("modules.*.number"),),
    "category": (_path("participants.categories.*.code"),),
    "appendix": (_path("appendices.*.number"),),
    "subtype": (_path("programme.model.subtypes.*.code"),),
    "party": (_path("organisations.*.id"), _path("roles.*.id")),
}

EXPECTED: Final[dict[str, str]] = {
    "school": N_("id школы из participants.schools"),
    "organisation": N_("id организации из organisations"),
    "role": N_("id роли из roles"),
    "order": N_("id акта из orders"),
    "act": N_("id акта из orders либо номер или заголовок акта из legal_basis"),
    "event": N_("id события из events"),
    "recurring": N_("id из recurring"),
    "activity": N_("номер строки из activities"),
    "task": N_("номер задачи из tasks"),
    "module": N_("номер модуля из modules"),
    "category": N_("код категории из participants.categories"),
    "appendix": N_("номер приложения из appendices"),
    "subtype": N_("код вида пары из programme.model.subtypes"),
    "party": N_("id организации или роли"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    path: Path
    to: str
    #: Only a text that looks like an id must be one; other texts are words of the document.
    id_like_only: bool = False
    #: Only judged when the file declares such things at all.
    if_declared: bool = False


REFERENCES: Final[tuple[Reference, ...]] = (
    Reference(_path("programme.model.regulator"), "organisation"),
    Reference(_path("roles.*.organisation"), "organisation"),
    Reference(_path("roles.*.created_by"), "order"),
    Reference(_path("participants.categories.*.schools.*"), "school"),
    Reference(_path("pairs.*.supported"), "school"),
    Reference(_path("pairs.*.partner"), "school"),
    Reference(_path("pairs.*.network_type"), "subtype", if_declared=True),
    Reference(_path("pairs.*.approved_by"), "order"),
    Reference(_path("pair_lists.*.approved_by"), "order"),
    Reference(_path("stages.*.plan"), "order"),
    Reference(_path("stages.*.act"), "order"),
    Reference(_path("legal_basis.*.issuer"), "organisation", id_like_only=True),
    Reference(_path("orders.*.event"), "event"),
    Reference(_path("orders.*.activity"), "activity"),
    Reference(_path("orders.*.follows"), "order"),
    Reference(_path("orders.*.basis.*"), "act"),
    Reference(_path("orders.*.signatory_role"), "role"),
    Reference(_path("orders.*.control_role"), "role"),
    Reference(_path("orders.*.clauses.*.assignees.*"), "role"),
    Reference(_path("orders.*.clauses.*.schools.*"), "school"),
    Reference(_path("orders.*.distribution.schools.*"), "school"),
    Reference(_path("orders.*.distribution.other.*"), "party", id_like_only=True),
    Reference(_path("protocols.*.body"), "role"),
    Reference(_path("protocols.*.activity"), "activity"),
    Reference(_path("events.*.orders.*"), "order"),
    Reference(_path("events.*.parent"), "event"),
    Reference(_path("events.*.school"), "school"),
    Reference(_path("events.*.schools.*"), "school"),
    Reference(_path("events.*.organisers.*"), "party", id_like_only=True),
    Reference(_path("activities.*.module"), "module"),
    Reference(_path("activities.*.responsible.*"), "role"),
    Reference(_path("activities.*.conducted_by.*"), "role"),
    Reference(_path("activities.*.schools.*"), "school"),
    Reference(_path("activities.*.milestones.*.by"), "role"),
    Reference(_path("recurring.*.activity"), "activity"),
    Reference(_path("recurring.*.body"), "role"),
    Reference(_path("directions.*.tasks.*"), "task"),
    Reference(_path("directions.*.recurring"), "recurring"),
    Reference(_path("deficit_rules.*.handled_by.recurring"), "recurring"),
    Reference(_path("deficit_rules.*.handled_by.category"), "category"),
    Reference(_path("projects.*.curator_role"), "role"),
    Reference(_path("projects.*.appendix"), "appendix", if_declared=True),
    Reference(_path("recommendations.*.addressee_role"), "role"),
    Reference(_path("recommendations.*.act"), "act"),
    Reference(_path("deliverables.*.activity"), "activity"),
    Reference(_path("deliverables.*.event"), "event"),
    Reference(_path("deliverables.*.by"), "role"),
    Reference(_path("deliverables.*.order"), "order"),
    Reference(_path("deliverables.*.analysis_order"), "order"),
    Reference(_path("deliverables.*.report_order"), "order"),
    Reference(_path("deliverables.*.based_on"), "act"),
    Reference(_path("outcomes.*.basis.*"), "act"),
    Reference(_path("risks.*.noted_by"), "role"),
    Reference(_path("inconsistencies.*.orders.*"), "order"),
)

#: Names that must be unique. Numbers of rows may repeat: documents do repeat them, and it is a finding.
UNIQUE: Final[tuple[Path, ...]] = tuple(
    _path(words)
    for words in (
        "organisations.*.id",
        "roles.*.id",
        "participants.schools.*.id",
        "stages.*.id",
        "orders.*.id",
        "events.*.id",
        "recurring.*.id",
        "deficit_rules.*.id",
        "deliverables.*.id",
        "expected_results.*.id",
        "outcomes.*.id",
        "risks.*.id",
        "statistics.*.id",
        "inconsistencies.*.id",
        "appendices.*.number",
        "modules.*.number",
    )
)

_ID = re.compile(r"[a-z][a-z0-9_]*")
#: The authority itself takes part in events and gives no id of its own.
_AUTHORITY = "authority"


def dangling(root: Node) -> Iterator[tuple[Path, Message, Message]]:
    """(path, expected, found) of every name that names nothing."""
    declared = {kind: _names(root, paths) for kind, paths in DECLARED.items()}
    for reference in REFERENCES:
        names = declared[reference.to]
        if reference.if_declared and not names:
            continue
        for path, value in root.scalars(reference.path):
            if value is None or str(value) in names or _is_words(reference, value):
                continue
            yield path, say(EXPECTED[reference.to]), quoted(value)


def repeated(root: Node) -> Iterator[tuple[Path, Message, Message]]:
    """(path, expected, found) of every name given to a second record."""
    for pattern in UNIQUE:
        seen: dict[str, Path] = {}
        for path, value in root.scalars(pattern):
            if value is None:
                continue
            first = seen.setdefault(str(value), path)
            if first is not path:
                yield (
                    path,
                    say(N_("имя, которого в разделе ещё нет")),
                    say(
                        N_("«%(name)s» уже стоит в строке %(line)d"),
                        name=str(value),
                        line=root.line_of(first),
                    ),
                )


#: A record of the section may stand on another one by this key, and never on itself, whatever the way round.
_STANDS_ON: Final[tuple[tuple[Path, str], ...]] = (
    (_path("events.*.id"), "parent"),
    (_path("orders.*.id"), "follows"),
)


def circles(root: Node) -> Iterator[tuple[Path, Message, Message]]:
    """(path, expected, found): records that stand on themselves, schools that are their own partners."""
    for pattern, key in _STANDS_ON:
        above = {
            str(name): (*path[:-1], key)
            for path, name in root.scalars(pattern)
            if root.at(path[:-1]).below(key) is not None
        }
        for name, path in above.items():
            if _comes_back(name, {one: str(root.at(below).value) for one, below in above.items()}):
                expected = say(N_("запись, которая сама не стоит на «%(name)s»"), name=name)
                yield path, expected, quoted(root.at(path).value)
    partners = dict(root.scalars(_path("pairs.*.partner")))
    for path, school in root.scalars(_path("pairs.*.supported")):
        beside = (*path[:-1], "partner")
        if school is not None and partners.get(beside) == school:
            yield beside, say(N_("другая школа, чем supported")), quoted(school)


def _comes_back(name: str, above: Mapping[str, str]) -> bool:
    seen, here = set[str](), above.get(name)
    while here is not None and here not in seen:
        seen.add(here)
        here = above.get(here)
    return name in seen


def _names(root: Node, paths: Iterable[Path]) -> frozenset[str]:
    return frozenset(str(value) for path in paths for _, value in root.scalars(path) if value is not None)


def _is_words(reference: Reference, value: Scalar) -> bool:
    if not reference.id_like_only:
        return False
    return value == _AUTHORITY or not (isinstance(value, str) and _ID.fullmatch(value))
