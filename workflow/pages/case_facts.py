"""What is known of a case: category, deficits, pair, consents, conclusion, report; each with who entered it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from workflow.models.authority import CategoryRecord, School
from workflow.models.case import Case, ClosingReport, Consent, Deficit, DiagnosisConclusion, Pair
from workflow.models.person import Person
from workflow.models.recorded import Recorded
from workflow.pages.case_measured import CountedRow, counted_rows
from workflow.states.definition import N_

CATEGORIES = {
    "low_results": N_("школа с низкими образовательными результатами (ШНОР)"),
    "high_results": N_("школа с высокими результатами"),
    "risk_zone": N_("в зоне риска снижения результатов"),
    "resilient": N_("резильентная школа"),
    "adverse_conditions": N_("школа в неблагоприятных социальных условиях"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Both names: who entered it, and for whom, how and when that was."""

    by: str
    at: datetime
    on_behalf_of: str  # school | partner | nobody
    channel: str
    happened_on: date | None
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    title: str  # a message id, unless the document has a word of its own
    from_on: date | None
    to_on: date | None
    letter: str
    letter_on: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeficitView:
    id: int
    version: int
    title: str
    kind: str  # common | individual | not said
    is_carried: bool  # from the former year
    entered: Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    side: str
    given: bool
    comment: str
    entered: Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    id: int
    school_id: int
    school: str
    phone: str
    network_type: str
    why: str
    from_on: date
    to_on: date | None
    is_approved: bool
    others: tuple[str, ...]  # further schools this partner supports now
    consents: tuple[ConsentView, ...]
    entered: Entered

    def consent(self, side: str) -> ConsentView | None:
        """The later answer of a side counts."""
        return next((one for one in reversed(self.consents) if one.side == side), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionView:
    id: int
    instrument: str
    held_on: date
    text: str
    entered: Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    id: int
    text: str
    recommendations: tuple[str, ...]
    counted: tuple[CountedRow, ...]
    entered: Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsColumn:
    categories: tuple[CategoryView, ...]
    deficits: tuple[DeficitView, ...]
    pair: PairView | None
    former_partners: tuple[tuple[str, date, date | None], ...]
    conclusion: ConclusionView | None
    report: ReportView | None

    @property
    def shared(self) -> FactsColumn:
        """What a partner is shown: whom it helps and with what, not what was concluded of the school."""
        return replace(self, conclusion=None, report=None)

    @property
    def common(self) -> int:
        return sum(one.kind == "common" for one in self.deficits)

    @property
    def individual(self) -> int:
        return sum(one.kind == "individual" for one in self.deficits)

    @property
    def untyped(self) -> int:
        return sum(not one.kind for one in self.deficits)


def facts_column(session: Session, case: Case, today: date) -> FactsColumn:
    """Eight statements, whatever the case holds."""
    pairs = list(
        session.execute(
            select(Pair, Person.post)
            .outerjoin(Person, Person.id == Pair.recorded_by_id)
            .where(Pair.case_id == case.id)
            .options(joinedload(Pair.partner_school))
            .order_by(Pair.id)
        )
    )
    current = next(((pair, post) for pair, post in reversed(pairs) if pair.ended_at is None), None)
    return FactsColumn(
        categories=_categories(session, case.school_id, today),
        deficits=_deficits(session, case.id),
        pair=_pair(session, *current) if current else None,
        former_partners=tuple(
            (pair.partner_school.name, pair.from_on, pair.to_on)
            for pair, _ in pairs
            if pair.ended_at is not None
        ),
        conclusion=_conclusion(session, case),
        report=_report(session, case),
    )


def _categories(session: Session, school_id: int, today: date) -> tuple[CategoryView, ...]:
    rows = session.scalars(
        select(CategoryRecord)
        .where(
            CategoryRecord.school_id == school_id,
            or_(CategoryRecord.to_on.is_(None), CategoryRecord.to_on >= today),
        )
        .options(joinedload(CategoryRecord.external_act))
        .order_by(CategoryRecord.id)
    )
    return tuple(
        CategoryView(
            title=row.title or CATEGORIES.get(row.category, row.category),
            from_on=row.from_on,
            to_on=row.to_on,
            letter=row.external_act.number if row.external_act else "",
            letter_on=row.external_act.dated_on if row.external_act else None,
            source=(row.external_act.issuer if row.external_act else "") or row.source,
        )
        for row in rows
    )


def _deficits(session: Session, case_id: int) -> tuple[DeficitView, ...]:
    rows = session.execute(
        select(Deficit, Person.post)
        .outerjoin(Person, Person.id == Deficit.recorded_by_id)
        .where(Deficit.case_id == case_id, Deficit.removed_at.is_(None))
        .order_by(Deficit.id)
    )
    return tuple(
        DeficitView(
            id=row.id,
            version=row.version,
            title=row.title,
            kind=row.kind.value if row.kind else "",
            is_carried=row.carried_from_id is not None,
            entered=_entered(row, post),
        )
        for row, post in rows
    )


def _pair(session: Session, pair: Pair, post: str | None) -> PairView:
    return PairView(
        id=pair.id,
        school_id=pair.partner_school_id,
        school=pair.partner_school.name,
        phone=pair.partner_school.phone,
        network_type=pair.network_type.value if pair.network_type else "",
        why=pair.why,
        from_on=pair.from_on,
        to_on=pair.to_on,
        is_approved=pair.approved_order_id is not None,
        others=_others(session, pair),
        consents=_consents(session, pair.id),
        entered=_entered(pair, post),
    )


def _others(session: Session, pair: Pair) -> tuple[str, ...]:
    """Each school once, and not the pair's own: two years of one school may be open at once."""
    own = select(Case.school_id).where(Case.id == pair.case_id).scalar_subquery()
    supported, other = aliased(School), aliased(Case)
    return tuple(
        session.scalars(
            select(supported.name)
            .distinct()
            .add_columns(supported.sort_key)
            .join(other, other.school_id == supported.id)
            .join(Pair, Pair.case_id == other.id)
            .where(
                Pair.partner_school_id == pair.partner_school_id,
                Pair.ended_at.is_(None),
                other.school_id != own,
                other.closed_at.is_(None),
            )
            .order_by(supported.sort_key)
        )
    )


def _consents(session: Session, pair_id: int) -> tuple[ConsentView, ...]:
    rows = session.execute(
        select(Consent, Person.post)
        .outerjoin(Person, Person.id == Consent.recorded_by_id)
        .where(Consent.pair_id == pair_id)
        .order_by(Consent.id)
    )
    return tuple(
        ConsentView(side=row.side, given=row.given, comment=row.comment, entered=_entered(row, post))
        for row, post in rows
    )


def _conclusion(session: Session, case: Case) -> ConclusionView | None:
    found = session.execute(
        select(DiagnosisConclusion, Person.post)
        .outerjoin(Person, Person.id == DiagnosisConclusion.recorded_by_id)
        .where(DiagnosisConclusion.case_id == case.id, DiagnosisConclusion.round == case.round)
        .order_by(DiagnosisConclusion.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    row, post = found
    return ConclusionView(
        id=row.id,
        instrument=row.instrument,
        held_on=row.held_on,
        text=row.text,
        entered=_entered(row, post),
    )


def _report(session: Session, case: Case) -> ReportView | None:
    found = session.execute(
        select(ClosingReport, Person.post)
        .outerjoin(Person, Person.id == ClosingReport.recorded_by_id)
        .where(ClosingReport.case_id == case.id, ClosingReport.round == case.round)
        .order_by(ClosingReport.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    row, post = found
    return ReportView(
        id=row.id,
        text=row.text,
        recommendations=tuple(str(line) for line in row.recommendations),
        counted=counted_rows(row.counts),
        entered=_entered(row, post),
    )


def _entered(row: Recorded, post: str | None) -> Entered:
    return Entered(
        by=post or "",
        at=row.recorded_at,
        on_behalf_of=row.on_behalf_of,
        channel=row.channel,
        happened_on=row.happened_on,
        file=row.file_sha256 or "",
    )
