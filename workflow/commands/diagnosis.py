"""What the school lacks, and what the methodist concludes from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import (
    behalf_of,
    ended,
    enter_case_for_entry,
    permit,
    recorded,
    words,
)
from workflow.commands.errors import BadInput, NotHere, Stale
from workflow.commands.packet_parts import refresh_parts_of_cases, shows
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.case import Case, Deficit, DeficitKind, DiagnosisConclusion
from workflow.models.person import RoleAssignment, RoleName
from workflow.states.definition import N_, OnBehalf, PacketKind, Role, say
from workflow.states.entries import (
    ADD_DEFICIT,
    NOT_OWN_DEFICIT,
    RECORD_CONCLUSION,
    REMOVE_DEFICIT,
    TYPE_DEFICIT,
)


@dataclass(frozen=True, kw_only=True)
class AddDeficit(Command):
    """`kind` is the methodist's to say; a school names what it lacks."""

    case_id: int
    title: str
    kind: str | None = None
    on_behalf: OnBehalf | None = None
    behalf_content: bytes = b""


@handles(AddDeficit)
def _(command: AddDeficit, work: Work) -> Result:
    standing = enter_case_for_entry(work, command.case_id)
    attempt = permit(work, standing, ADD_DEFICIT, on_behalf=command.on_behalf, more=[ended(standing)])
    kind = _kind(command.kind) if Role.METHODIST in attempt.actor.roles and command.kind else None
    title = words("title", command.title, longest=300)
    behalf = behalf_of(work, command.on_behalf, command.behalf_content)
    deficit = Deficit(
        authority_id=work.authority_id,
        case_id=command.case_id,
        title=title,
        kind=kind,
        **recorded(work, behalf),
    )
    work.session.add(deficit)
    work.session.flush()  # the entry names the new row
    work.record(
        AuditAction.DIAGNOSIS_ADD_DEFICIT,
        case_id=command.case_id,
        on_behalf=behalf,
        data={"deficit": deficit.id, "kind": kind.value if kind else ""},
        text=title,
    )
    refresh_parts_of_cases(work, [command.case_id])
    return {"case_id": command.case_id, "deficit_id": deficit.id}


@dataclass(frozen=True, kw_only=True)
class TypeDeficit(Command):
    deficit_id: int
    version: int
    kind: str


@handles(TypeDeficit)
def _(command: TypeDeficit, work: Work) -> Result:
    kind = _kind(command.kind)
    case_id = _case_of(work, command.deficit_id)
    standing = enter_case_for_entry(work, case_id)
    permit(work, standing, TYPE_DEFICIT, more=[ended(standing)])
    deficit = _deficit(work, command.deficit_id, seen=command.version)
    before, deficit.kind = deficit.kind, kind
    work.record(
        AuditAction.DIAGNOSIS_TYPE_DEFICIT,
        case_id=case_id,
        data={
            "deficit": deficit.id,
            "from": before.value if before else "",
            "to": kind.value,
        },
    )
    work.session.flush()  # packets read deficits by a query of their own
    refresh_parts_of_cases(work, [case_id])
    return {"case_id": case_id, "deficit_id": deficit.id}


@dataclass(frozen=True, kw_only=True)
class RemoveDeficit(Command):
    """Crossed out, not erased: the row stays with the moment it ended."""

    deficit_id: int
    version: int


@handles(RemoveDeficit)
def _(command: RemoveDeficit, work: Work) -> Result:
    case_id = _case_of(work, command.deficit_id)
    standing = enter_case_for_entry(work, case_id)
    deficit = _deficit(work, command.deficit_id, seen=command.version)
    permit(
        work,
        standing,
        REMOVE_DEFICIT,
        more=[ended(standing), NOT_OWN_DEFICIT if _is_the_methodists(work, standing.roles, deficit) else None],
    )
    deficit.removed_at = work.now
    work.record(
        AuditAction.DIAGNOSIS_REMOVE_DEFICIT,
        case_id=case_id,
        data={"deficit": deficit.id},
        text=deficit.title,
    )
    work.session.flush()  # packets read deficits by a query of their own
    refresh_parts_of_cases(work, [case_id])
    return {"case_id": case_id}


@dataclass(frozen=True, kw_only=True)
class RecordConclusion(Command):
    """`seen_id` is the conclusion that the page showed, 0 when there was none: nobody overwrites unseen."""

    case_id: int
    seen_id: int = 0
    instrument: str
    held_on: date | None
    text: str


@handles(RecordConclusion)
def _(command: RecordConclusion, work: Work) -> Result:
    standing = enter_case_for_entry(work, command.case_id)
    permit(work, standing, RECORD_CONCLUSION, more=[ended(standing)])
    case = standing.case
    current = work.session.scalar(
        select(func.max(DiagnosisConclusion.id)).where(
            DiagnosisConclusion.case_id == case.id, DiagnosisConclusion.round == case.round
        )
    )
    if (current or 0) != command.seen_id:
        raise Stale("case", case.id, seen=command.seen_id, current=current or 0)
    conclusion = DiagnosisConclusion(
        authority_id=work.authority_id,
        case_id=case.id,
        round=case.round,
        instrument=words("instrument", command.instrument, longest=300),
        held_on=_past_day(work, command.held_on),
        text=words("text", command.text, longest=10_000),
        **recorded(work, None),
    )
    work.session.add(conclusion)
    work.session.flush()  # the entry names the new row
    work.record(
        AuditAction.DIAGNOSIS_CONCLUDE,
        case_id=case.id,
        data={"conclusion": conclusion.id, "former": command.seen_id, "held_on": conclusion.held_on},
        text=f"{conclusion.instrument}\n{conclusion.text}",
    )
    refresh_parts_of_cases(work, [case.id])
    return {"case_id": case.id, "conclusion_id": conclusion.id}


def _kind(word: str) -> DeficitKind:
    try:
        return DeficitKind(word)
    except ValueError:
        raise BadInput("kind", say(N_("Выберите, общий дефицит или индивидуальный"))) from None


def _case_of(work: Work, deficit_id: int) -> int:
    case_id = work.session.scalar(select(Deficit.case_id).where(Deficit.id == deficit_id))
    if case_id is None:
        raise NotHere
    return case_id


def _deficit(work: Work, deficit_id: int, *, seen: int) -> Deficit:
    """Read after the case is locked; one that was removed meanwhile is a page that changed."""
    deficit = work.session.get_one(Deficit, deficit_id)
    if deficit.removed_at is not None:
        raise Stale("case", deficit.case_id, seen=seen, current=deficit.version)
    work.check_version("case", deficit.case_id, seen=seen, current=deficit.version)
    return deficit


def _is_the_methodists(work: Work, roles: Role, deficit: Deficit) -> bool:
    """A school takes back what its own people said, not what the methodist found."""
    if Role.METHODIST in roles or deficit.on_behalf_of or deficit.recorded_by_id == work.actor_id:
        return False
    colleague = select(RoleAssignment.id).where(
        RoleAssignment.person_id == deficit.recorded_by_id,
        RoleAssignment.role == RoleName.SCHOOL,
        RoleAssignment.school_id.in_(access.schools_of(work.memberships)),
    )
    return work.session.scalar(colleague) is None


def _past_day(work: Work, day: date | None) -> date:
    if day is None:
        raise BadInput("held_on", say(N_("Напишите день: число, месяц и год, например 14.11.2026")))
    if day > work.today:
        raise BadInput(
            "held_on", say(N_("%(given)s ещё не наступило: сегодня %(today)s"), given=day, today=work.today)
        )
    return day


@shows(PacketKind.DIAGNOSIS)
def in_packet(work: Work, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    ids = [case.id for case in cases]
    deficits: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for deficit in work.session.scalars(
        select(Deficit).where(Deficit.case_id.in_(ids), Deficit.removed_at.is_(None)).order_by(Deficit.id)
    ):
        deficits[deficit.case_id].append(
            {"title": deficit.title, "kind": deficit.kind.value if deficit.kind else ""}
        )
    conclusions = {
        one.case_id: {"instrument": one.instrument, "held_on": one.held_on.isoformat(), "text": one.text}
        for one in work.session.scalars(
            select(DiagnosisConclusion)
            .where(DiagnosisConclusion.case_id.in_(ids))
            .order_by(DiagnosisConclusion.id)
        )
    }
    return {
        case.id: {
            "school": case.school.name,
            "deficits": deficits[case.id],
            "conclusion": conclusions.get(case.id, {}),
        }
        for case in cases
    }
