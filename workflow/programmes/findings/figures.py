"""Numbers that cannot be, counts that differ, and what was promised and not named again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from workflow.programmes.findings.finding import Finding, Level, Place
from workflow.programmes.passport import Category
from workflow.programmes.plan import Indicator
from workflow.programmes.schema import Programme
from workflow.programmes.wording import N_, say

_STEM = 5  # letters that survive Russian endings
_WORD = re.compile(r"[а-яa-z]{3,}")
_LINK_WORDS = frozenset(["для", "над", "под", "при", "или", "как", "что", "это", "без", "про"])


def figure_findings(programme: Programme) -> Iterator[Finding]:
    for indicator in programme.indicators:
        yield from _of_percent(programme, indicator)
        yield from _value_before_approval(programme, indicator)
    yield from _of_indicator_sets(programme)
    yield from _of_counts(programme)
    yield from _of_status(programme)


def possible_percent(percent: float, whole: int) -> bool:
    """Whether some count of `whole` gives this share at the precision it is written with."""
    digits = len(str(percent).partition(".")[2]) if isinstance(percent, float) else 0
    return any(round(100 * part / whole, digits) == percent for part in range(whole + 1))


def whole_of(percent: float, most: int = 100) -> tuple[int, int] | None:
    """The smallest «k of n» that gives the share: (5, 6) for 83.3."""
    for whole in range(1, most + 1):
        if possible_percent(percent, whole):
            return round(percent * whole / 100), whole
    return None


def _place(indicator: Indicator) -> Place:
    return Place("indicators", indicator.number or "", indicator.source)


def _of_percent(programme: Programme, indicator: Indicator) -> Iterator[Finding]:
    if indicator.unit != "%":
        return
    values = [one.value for one in (indicator.baseline, indicator.reported) if one is not None]
    for value in (*values, *(indicator.targets or {}).values()):
        if not 0 <= value <= 100:
            yield Finding(
                code="impossible_percent",
                title=say(
                    N_("%(percent)s %% у показателя «%(title)s» невозможны"),
                    percent=_shown(value),
                    title=indicator.title,
                ),
                places=(_place(indicator),),
                values=(f"{_shown(value)} %",),
            )
    whole = _whole(programme, indicator)
    if whole is None or indicator.reported is None or not whole.count:
        return
    percent = indicator.reported.value
    if 0 <= percent <= 100 and not possible_percent(percent, whole.count):
        fits = whole_of(percent)
        yield Finding(
            code="impossible_percent",
            title=say(
                N_("%(percent)s %% невозможны, когда школ %(whole)d: подходит %(fits)s"),
                percent=_shown(percent),
                whole=whole.count,
                fits=f"{fits[0]} из {fits[1]}" if fits else "—",
            ),
            places=(Place("categories", whole.code, whole.source), _place(indicator)),
            values=(f"{_shown(percent)} %", str(whole.count)),
        )


def _whole(programme: Programme, indicator: Indicator) -> Category | None:
    """The category whose every school is counted: «все ШНОР»."""
    of = (indicator.of or "").split()
    for category in programme.participants.categories:
        if len(of) == 2 and of[0] == "все" and of[1] == category.code and "школ" in indicator.title.casefold():
            return category
    return None


def _value_before_approval(programme: Programme, indicator: Indicator) -> Iterator[Finding]:
    """A thing counted as there is approved, by the same document, only later."""
    if indicator.reported is None or not indicator.reported.value or indicator.unit == "%":
        return
    rows = {row.number: row for row in programme.activities}
    for thing in programme.deliverables:
        row = rows.get(thing.activity or "")
        when = row.timing.start if row and row.timing else None
        if row is None or when is None or len(_stems(thing.title) & _stems(indicator.title)) < 3:
            continue
        if indicator.reported.as_of.surely_before(when):
            yield Finding(
                code="value_before_approval",
                title=say(
                    N_("«%(title)s» значится на %(as_of)s, а в плане это п. %(number)s — %(on)s"),
                    title=indicator.title,
                    as_of=indicator.reported.as_of.shown,
                    number=row.number,
                    on=when.shown,
                ),
                places=(_place(indicator), Place("activities", row.number, row.source)),
                values=(indicator.reported.as_of.shown, when.shown),
            )


def _stems(title: str) -> frozenset[str]:
    found = _WORD.findall(title.casefold().replace("ё", "е"))
    return frozenset(word[:_STEM] for word in found if word not in _LINK_WORDS)


def _of_indicator_sets(programme: Programme) -> Iterator[Finding]:
    sets: dict[str, list[Indicator]] = {}
    for indicator in programme.indicators:
        sets.setdefault(indicator.group or "", []).append(indicator)
    for indicators in sets.values():
        numbers = Counter(one.number for one in indicators if one.number)
        for number in (number for number, times in numbers.items() if times > 1):
            yield Finding(
                code="repeated_number",
                title=say(N_("Номер %(number)s стоит у двух показателей"), number=number),
                places=tuple(_place(one) for one in indicators if one.number == number),
            )
        pieces = [one for one in indicators if one.reported and one.unit != "%"]
        if pieces and any(one.reported and one.unit == "%" for one in indicators):
            yield Finding(
                code="units_mixed",
                title=say(N_("В одной графе и проценты, и штуки")),
                places=tuple(_place(one) for one in pieces),
                values=tuple(
                    f"{_shown(one.reported.value)} {one.unit or ''}".strip() for one in pieces if one.reported
                ),
                level=Level.NOTE,
            )


def _of_counts(programme: Programme) -> Iterator[Finding]:
    """How many schools of one category: the list, the events and the summary may disagree."""
    for category in programme.participants.categories:
        told = [(category.count, Place("categories", category.code, category.source))]
        for event in programme.events:
            place = Place("events", event.id, event.source)
            told += [(int(one.value), place) for one in event.counts if one.unit == category.code]
        counts = {count for count, _ in told if count is not None}
        if len(counts) > 1:
            yield Finding(
                code="counts_differ",
                title=say(
                    N_("Школ «%(category)s» названо разное число: %(counts)s"),
                    category=category.code,
                    counts=", ".join(map(str, sorted(counts))),
                ),
                places=tuple({count: place for count, place in reversed(told) if count is not None}.values()),
                values=tuple(f"{place.key}: {count}" for count, place in told if count is not None),
            )


def _of_status(programme: Programme) -> Iterator[Finding]:
    """«В списке ноль школ» beside a category with schools in it."""
    for category in programme.participants.categories:
        denied = [one for one in programme.outcomes if one.value == 0 and category.code in one.title]
        if category.count and denied:
            yield Finding(
                code="status_disputed",
                title=say(
                    N_("«%(category)s»: названо школ %(count)d, а по итогам в списке нет ни одной"),
                    category=category.code,
                    count=category.count,
                ),
                places=(
                    Place("categories", category.code, category.source),
                    *(Place("outcomes", one.id or "", one.source) for one in denied),
                ),
                values=(str(category.count), "0"),
            )


def _shown(value: float) -> str:
    return str(value).replace(".", ",")
