"""What a run measures: taken from the programme's document, added here, no longer measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import words
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.rounds import enter_run, make_rounds
from workflow.commands.work import Command, Result, Work, handles
from workflow.facts.decimals import read_decimal
from workflow.models.monitoring import Indicator, IndicatorKind, Measurement, MeasurementRound
from workflow.models.programme import ProcessVersion, ProgrammeVersion, Run
from workflow.programmes import Programme as Document
from workflow.programmes import load
from workflow.programmes.plan import Indicator as Stated
from workflow.states.definition import N_, Role, say

YEARS = range(1990, 2101)
MOST_COMPONENTS = 20
ATTENDANCE = "attendance"


@dataclass(frozen=True, kw_only=True)
class TakeIndicators(Command):
    """For a run that has none yet: those of its programme's document, and its rounds if it has none."""

    run_id: int


@dataclass(frozen=True, kw_only=True)
class IndicatorWords(Command):
    """What a person types of an indicator. `targets`: (year, number as typed); numbers with a comma."""

    title: str
    kind: str
    unit: str = ""
    share_of: str = ""
    per_school: bool = True
    components: tuple[str, ...] = ()
    baseline_year: str = ""
    baseline: str = ""
    targets: tuple[tuple[str, str], ...] = ()
    from_attendance: bool = False


@dataclass(frozen=True, kw_only=True)
class AddIndicator(IndicatorWords):
    run_id: int


@dataclass(frozen=True, kw_only=True)
class EditIndicator(IndicatorWords):
    """`seen` is the fingerprint of the indicator that the page showed: the row keeps no version."""

    indicator_id: int
    seen: str


@dataclass(frozen=True, kw_only=True)
class EndIndicator(Command):
    """It is not asked any more; what was measured of it stays."""

    indicator_id: int
    reason: str


@handles(TakeIndicators)
def _(command: TakeIndicators, work: Work) -> Result:
    run = enter_run(work, command.run_id)
    document = _document(work, run)
    taken = 0
    if not _has_any(work, Indicator, run):
        taken = take_indicators(work, run, document)
    rounds = 0
    if not _has_any(work, MeasurementRound, run):
        settings = work.session.get_one(ProcessVersion, run.process_version_id).settings
        rounds = make_rounds(work, run, settings)
    if taken or rounds:
        work.record(AuditAction.INDICATOR_TAKE, data={"run": run.id, "indicators": taken, "rounds": rounds})
    return {"run_id": run.id, "indicators": taken, "rounds": rounds}


def take_indicators(work: Work, run: Run, document: Document) -> int:
    """Every indicator of the document, in its order."""
    codes: set[str] = set()
    rows = []
    for place, stated in enumerate(document.indicators, 1):
        code = _code_of(stated, place, codes)
        codes.add(code)
        rows.append(_row_of(run, stated, code))
    work.session.add_all(rows)
    return len(rows)


def _row_of(run: Run, stated: Stated, code: str) -> Indicator:
    kind = _kind_of(stated)
    return Indicator(
        authority_id=run.authority_id,
        run_id=run.id,
        code=code,
        number=stated.number or "",
        group=stated.group or "",
        title=stated.title,
        kind=kind,
        unit=stated.unit or "",
        share_of=stated.of or "",
        per_school=kind is not IndicatorKind.NUMBER,
        components=list(stated.components),
        baseline_year=stated.baseline.year if stated.baseline else None,
        baseline=_stored(stated.baseline.value) if stated.baseline else None,
        targets={str(year): _stored(value) for year, value in (stated.targets or {}).items()},
        reported=(
            {"as_of": str(stated.reported.as_of), "value": _stored(stated.reported.value)}
            if stated.reported
            else None
        ),
        source=stated.source,
    )


def _kind_of(stated: Stated) -> IndicatorKind:
    if stated.qualitative:
        return IndicatorKind.WORDS
    return IndicatorKind.SHARE if stated.unit == "%" else IndicatorKind.NUMBER


def _code_of(stated: Stated, place: int, taken: set[str]) -> str:
    """The document's own number with its set; a repeated one is told apart by its place in the set."""
    number = stated.number or f"{stated.order or place}"
    code = f"{stated.group}-{number}" if stated.group else number
    told_apart = (
        code,
        f"{code}-{stated.order or place}",
        *(f"{code}-{place}-{n}" for n in range(1, place + 1)),
    )
    return next(one for one in told_apart if one not in taken)


def _stored(value: float) -> str:
    stored = read_decimal(str(value))
    if stored is None:
        raise ValueError(value)
    return stored


@handles(AddIndicator)
def _(command: AddIndicator, work: Work) -> Result:
    run = enter_run(work, command.run_id)
    own = work.session.scalar(
        select(func.count())
        .select_from(Indicator)
        .where(Indicator.run_id == run.id, Indicator.code.startswith("own-"))
    )
    row = Indicator(
        authority_id=run.authority_id, run_id=run.id, code=f"own-{(own or 0) + 1}", **_typed(command)
    )
    work.session.add(row)
    work.session.flush()  # the entry names the new row
    work.record(AuditAction.INDICATOR_ADD, data=_said_of(row), text=row.title)
    return {"run_id": run.id, "indicator_id": row.id}


@handles(EditIndicator)
def _(command: EditIndicator, work: Work) -> Result:
    row = enter_indicator(work, command.indicator_id)
    if command.seen != row.seen:
        raise BadInput(
            "title", say(N_("Показатель тем временем изменили. Откройте страницу снова и внесите своё"))
        )
    values = _typed(command)
    if (values["kind"], values["per_school"]) != (row.kind, row.per_school) and _is_used(work, row):
        raise BadInput(
            "kind",
            say(N_("По показателю уже есть значения: вид и охват не меняются. Завершите его и добавьте новый")),
        )
    if all(getattr(row, name) == value for name, value in values.items()):
        return {"run_id": row.run_id, "indicator_id": row.id}
    for name, value in values.items():
        setattr(row, name, value)
    work.record(AuditAction.INDICATOR_CHANGE, data=_said_of(row), text=row.title)
    return {"run_id": row.run_id, "indicator_id": row.id}


@handles(EndIndicator)
def _(command: EndIndicator, work: Work) -> Result:
    row = enter_indicator(work, command.indicator_id)
    reason = words("reason", command.reason, longest=1000)
    if row.removed_at is None:
        row.removed_at = work.now
        work.record(AuditAction.INDICATOR_END, data=_said_of(row), text=reason)
    return {"run_id": row.run_id}


def enter_indicator(work: Work, indicator_id: int) -> Indicator:
    row = work.session.scalar(
        select(Indicator).where(Indicator.id == indicator_id).with_for_update(key_share=True)
    )
    if row is None:
        raise NotHere
    work.enter(row.authority_id)
    if not work.roles & Role.METHODIST:
        raise NotAllowed("indicator")
    return row


def _typed(command: IndicatorWords) -> dict[str, Any]:
    try:
        kind = IndicatorKind(command.kind)
    except ValueError:
        raise BadInput("kind", say(N_("Выберите, чем измеряется показатель"))) from None
    _belongs(command, kind)
    counted = kind is not IndicatorKind.WORDS
    components = [one.strip() for one in command.components if one.strip()]
    if len(components) > MOST_COMPONENTS or len(set(components)) != len(components):
        raise BadInput(
            "components",
            say(N_("Составляющие не должны повторяться; их не больше %(num)d"), num=MOST_COMPONENTS),
        )
    return {
        "title": words("title", command.title, longest=500),
        "kind": kind,
        "unit": "%" if kind is IndicatorKind.SHARE else command.unit.strip()[:50] if counted else "",
        "share_of": command.share_of.strip()[:200] if kind is IndicatorKind.SHARE else "",
        "per_school": command.per_school,
        "components": [] if counted else components,
        "baseline_year": _year("baseline_year", command.baseline_year) if counted else None,
        "baseline": _number("baseline", command.baseline) if counted and command.baseline.strip() else None,
        "targets": _targets(command.targets) if counted else {},
        "computed_from": ATTENDANCE if kind is IndicatorKind.SHARE and command.from_attendance else "",
    }


def _belongs(command: IndicatorWords, kind: IndicatorKind) -> None:
    """What another kind of indicator is told by is said, not dropped."""
    if kind is IndicatorKind.WORDS:
        typed = {
            "baseline": command.baseline,
            "baseline_year": command.baseline_year,
            "targets": " ".join(year + value for year, value in command.targets),
        }
        message = say(N_("Показатель в словах не имеет чисел: уберите их или выберите другой вид"))
    else:
        typed = {"components": " ".join(command.components)}
        message = say(N_("Составляющие бывают только у показателя в словах: уберите их или выберите этот вид"))
    for name, words_there in typed.items():
        if words_there.strip():
            raise BadInput(name, message)


def _targets(typed: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for year, value in typed:
        if not year.strip() and not value.strip():
            continue
        number = _four_digits(year)
        if number is None:
            raise BadInput("targets", say(N_("Год плана пишут четырьмя цифрами: «2027: 12»")))
        if str(number) in found:
            raise BadInput("targets", say(N_("План на %(year)d год назван дважды"), year=number))
        found[str(number)] = _number("targets", value)
    return found


def _number(field: str, typed: str) -> str:
    if (stored := read_decimal(typed)) is None:
        raise BadInput(field, say(N_("«%(typed)s» — не число. Напишите, например: 83,3"), typed=typed[:40]))
    return stored


def _year(field: str, typed: str) -> int | None:
    if not typed.strip():
        return None
    if (year := _four_digits(typed)) is None:
        raise BadInput(field, say(N_("Год пишут четырьмя цифрами, например 2027")))
    return year


def _four_digits(typed: str) -> int | None:
    text = typed.strip()
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else None


def _said_of(row: Indicator) -> dict[str, Any]:
    return {"run": row.run_id, "indicator": row.id, "code": row.code, "kind": row.kind.value}


def _is_used(work: Work, row: Indicator) -> bool:
    used = select(Measurement.id).where(Measurement.indicator_id == row.id).limit(1)
    return work.session.scalar(used) is not None


def _has_any(work: Work, table: type[Indicator] | type[MeasurementRound], run: Run) -> bool:
    return work.session.scalar(select(table.id).where(table.run_id == run.id).limit(1)) is not None


def _document(work: Work, run: Run) -> Document:
    version = work.session.get_one(ProgrammeVersion, run.programme_version_id)
    return load(version.text.encode(), name=version.file_name)
