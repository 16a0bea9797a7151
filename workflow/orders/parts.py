"""The parts of a packet: their names, their common fingerprint, and how one moment differs from another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from workflow.audit.canonical import canonical_json, sha256_text
from workflow.models.packet import PacketPart
from workflow.orders import event_tables
from workflow.orders.addressees import in_words
from workflow.orders.appendices import DEFICIT_KINDS, NETWORK_TYPES
from workflow.orders.clauses import CHARGED_TITLES, Clause, from_rows
from workflow.orders.plans import plan_changes
from workflow.orders.results import before_and_after, value_words
from workflow.orders.text import clause_words
from workflow.states.definition import N_, Message, say

TEXT = "text"  # the part that holds the decision's own words
Snapshot = Mapping[str, Any]


def part_name(case_id: int) -> str:
    return f"case:{case_id}"


def subject_part_name(kind: str, subject_id: int) -> str:
    """The part of a packet without cases: «plan:3», «event:7»."""
    return f"{kind}:{subject_id}"


def decided_parts(parts: Mapping[str, PacketPart | Row[Any]]) -> list[Snapshot]:
    """What is decided, without the decision's own words: the cases by id, or the plan or event."""
    names = sorted((name for name in parts if name != TEXT), key=lambda name: int(name.partition(":")[2]))
    return [parts[name].snapshot for name in names]


def content_fingerprint(parts: Mapping[str, str]) -> str:
    """One fingerprint over all parts (name -> sha256): equal when exactly the same is shown."""
    return sha256_text(canonical_json(dict(parts)))


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was otherwise; an empty side means that it was not there."""

    what: Message
    before: str | Message
    after: str | Message


def differences(name: str, before: Snapshot | None, after: Snapshot | None) -> list[Difference]:
    """What changed in one part between two moments; None: the part was not in the packet."""
    if name == TEXT:
        return list(_of_text(before or {}, after or {}))
    school = (after or before or {}).get("school", "")
    if before is None or after is None:
        text = N_("Школа вошла в комплект") if before is None else N_("Школа вышла из комплекта")
        return [Difference(say(text), "", school) if before is None else Difference(say(text), school, "")]
    found = [
        Difference(say(title, school=school), said(before), said(after))
        for title, said in _SAID
        if said(before) != said(after)
    ]
    return [*found, *_of_plan(school, before, after)]


def _of_plan(school: str, before: Snapshot, after: Snapshot) -> Iterator[Difference]:
    for one in plan_changes(before, after):
        what = say(N_("%(school)s: %(what)s"), school=school, what=one.what)
        yield Difference(what, one.before, one.after)


def _of_text(before: Snapshot, after: Snapshot) -> Iterator[Difference]:
    for field, title in _TEXT_FIELDS:
        was, became = before.get(field, ""), after.get(field, "")
        if was != became:
            yield Difference(say(title), was, became)
    yield from _of_clauses(from_rows(before.get("clauses", ())), from_rows(after.get("clauses", ())))


def _of_clauses(before: Sequence[Clause], after: Sequence[Clause]) -> Iterator[Difference]:
    was, became = ({clause.number: clause for clause in clauses} for clauses in (before, after))
    for number in dict.fromkeys([*was, *became]):
        old, new = was.get(number), became.get(number)
        if old == new:
            continue
        said = (clause_words(old) if old else "", clause_words(new) if new else "")
        if said[0] != said[1]:
            yield Difference(say(N_("Пункт %(number)s"), number=number), *said)
        if old is not None and new is not None and old.charged is not new.charged:
            yield Difference(
                say(N_("Пункт %(number)s, кому поручено"), number=number), _charges(old), _charges(new)
            )


_TEXT_FIELDS = (
    ("title", N_("Заголовок")),
    ("preamble", N_("Преамбула")),
    ("signatory_post", N_("Подписант")),
)


def _charges(clause: Clause) -> Message:
    return say(CHARGED_TITLES[clause.charged] if clause.charged else N_("никому"))


def _deficits(one: Snapshot) -> str:
    return "; ".join(f"{row['title']} ({DEFICIT_KINDS[row['kind']]})" for row in one.get("deficits", ()))


def _conclusion(one: Snapshot) -> str:
    return str(one.get("conclusion", {}).get("text", ""))


def _partner(one: Snapshot) -> str:
    return str(one.get("partner", ""))


def _network_type(one: Snapshot) -> str:
    return NETWORK_TYPES[one.get("network_type", "")]


def _report(one: Snapshot) -> str:
    return str(one.get("report", ""))


def _recommendations(one: Snapshot) -> str:
    return "; ".join(in_words(row) for row in one.get("recommendations", ()))


def _values(one: Snapshot) -> str:
    return "; ".join(_value(row) for row in one.get("values", ()))


def _of_municipality(one: Snapshot) -> str:
    return "; ".join(_value(row) for row in one.get("municipality", ()))


def _value(row: Mapping[str, str]) -> str:
    name, _, _, fact, _ = value_words(row)
    return f"{name}: {fact}"


def _note(one: Snapshot) -> str:
    return str(one.get("note", ""))


def _counts(one: Snapshot) -> str:
    return "; ".join(f"{row['what']}: {row['value']}" for row in one.get("counts", ()))


def _indicators(one: Snapshot) -> str:
    return "; ".join(before_and_after(row) for row in one.get("indicators", ()))


def _when(one: Snapshot) -> str:
    return event_tables.when(one) if "from_on" in one else ""


def _place(one: Snapshot) -> str:
    return str(one.get("place", ""))


def _programme(one: Snapshot) -> str:
    return "; ".join(f"{row['title']} ({event_tables.when(row)})" for row in one.get("programme", ()))


def _schools(one: Snapshot) -> str:
    """Of an event: who takes part, and of its results who came."""
    return "; ".join(f"{row['school']} ({_part(row)})" for row in one.get("schools", ()))


def _part(row: Snapshot) -> str:
    if "came" in row:
        return str(sum(row["came"].values()))
    return "проводит" if row["holds"] else "участвует"


def _reflections(one: Snapshot) -> str:
    said = (row for row in one.get("schools", ()) if row.get("reflection"))
    return "; ".join(f"{row['school']}: {row['reflection']}" for row in said)


_SAID = (
    (N_("%(school)s: дефициты"), _deficits),
    (N_("%(school)s: вывод"), _conclusion),
    (N_("%(school)s: партнёр"), _partner),
    (N_("%(school)s: вид сети"), _network_type),
    (N_("%(school)s: измерения"), _values),
    (N_("%(school)s: показатели муниципалитета"), _of_municipality),
    (N_("%(school)s: справка"), _note),
    (N_("%(school)s: итог"), _report),
    (N_("%(school)s: сделано"), _counts),
    (N_("%(school)s: было и стало"), _indicators),
    (N_("%(school)s: рекомендации"), _recommendations),
    (N_("%(school)s: когда"), _when),
    (N_("%(school)s: место"), _place),
    (N_("%(school)s: для кого"), event_tables.audiences_of),
    (N_("%(school)s: программа мероприятия"), _programme),
    (N_("%(school)s: школы"), _schools),
    (N_("%(school)s: отзывы"), _reflections),
    (N_("%(school)s: материалы"), event_tables.outputs_of),
)
