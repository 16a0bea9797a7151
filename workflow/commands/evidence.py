"""Evidence: shown by whoever answers for the task, accepted or returned by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import allow, behalf_of, recorded, words
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.files import checked_name, keep_file
from workflow.commands.links import checked_link
from workflow.commands.task_entry import enter_task, not_open, task_attempt
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.task import Evidence, EvidenceStatus, Task
from workflow.states.definition import N_, OnBehalf, Refusal, Transition, say
from workflow.states.entries import (
    ACCEPT_EVIDENCE,
    EVIDENCE_NOT_WAITING,
    GIVE_EVIDENCE,
    GIVER_CHECKS,
    RETURN_EVIDENCE,
    by_assignee,
)


@dataclass(frozen=True, kw_only=True)
class GiveEvidence(Command):
    """A file, a link or words; at least one of them.

    `shows`: what it shows, each «task:place of the form in that task», counted from 0; one file may serve
    several forms of several tasks. Not needed where the task asks for one thing.
    """

    task_id: int
    shows: tuple[str, ...] = ()
    title: str = ""
    link: str = ""
    file_name: str = ""
    content: bytes = b""
    on_behalf: OnBehalf | None = None


@handles(GiveEvidence)
def _(command: GiveEvidence, work: Work) -> Result:
    wanted = _wanted(command)
    tasks = {task_id: enter_task(work, task_id) for task_id in sorted(wanted)}  # locked in one order
    for task in tasks.values():
        attempt = task_attempt(work, task, on_behalf=command.on_behalf)
        allow(by_assignee(GIVE_EVIDENCE, task.assignee_role), attempt, [not_open(task)])
    values = _values(work, command)
    given = [
        (task, Evidence(authority_id=task.authority_id, task_id=task.id, control_form=form, **values))
        for task in tasks.values()
        for form in _forms(task, wanted[task.id])
    ]
    work.session.add_all(evidence for _, evidence in given)
    work.session.flush()  # the entries name the new rows
    for task, evidence in given:
        work.record(
            AuditAction.EVIDENCE_GIVE,
            case_id=task.case_id,
            on_behalf=command.on_behalf,
            data={"task": task.id, "evidence": evidence.id, "file": evidence.file_sha256},
            text=evidence.title,
        )
        _tell(work, task, evidence, "given")
    return _answer(*next(one for one in given if one[0].id == command.task_id))


@dataclass(frozen=True, kw_only=True)
class AcceptEvidence(Command):
    evidence_id: int
    comment: str = ""


@handles(AcceptEvidence)
def _(command: AcceptEvidence, work: Work) -> Result:
    task, evidence = _enter(work, command.evidence_id)
    return _check(
        work, task, evidence, ACCEPT_EVIDENCE, status=EvidenceStatus.ACCEPTED, comment=command.comment
    )


@dataclass(frozen=True, kw_only=True)
class ReturnEvidence(Command):
    """`comment` says what is to be mended; the giver sees it beside the task."""

    evidence_id: int
    comment: str


@handles(ReturnEvidence)
def _(command: ReturnEvidence, work: Work) -> Result:
    task, evidence = _enter(work, command.evidence_id)
    return _check(
        work, task, evidence, RETURN_EVIDENCE, status=EvidenceStatus.RETURNED, comment=command.comment
    )


def _wanted(command: GiveEvidence) -> dict[int, set[int]]:
    """Task -> places of its forms; the task whose page was used is always among them."""
    wanted: dict[int, set[int]] = {command.task_id: set()}
    for one in command.shows:
        task_id, _, place = one.partition(":")
        if not (_is_number(task_id) and _is_number(place)):
            raise BadInput("shows", say(N_("Отметьте, что это показывает, из списка")))
        wanted.setdefault(int(task_id), set()).add(int(place))
    return wanted


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _forms(task: Task, places: set[int]) -> list[str]:
    """The forms that were ticked; a task that asks for one thing at most needs no tick."""
    forms = task.control_forms
    if len(forms) < 2:
        return [""]
    if not places:
        raise BadInput("shows", say(N_("Отметьте, какую форму контроля это показывает")))
    if max(places) >= len(forms):
        raise BadInput("shows", say(N_("Отметьте, что это показывает, из списка")))
    return [forms[place] for place in sorted(places)]


def _values(work: Work, command: GiveEvidence) -> dict[str, Any]:
    title, link = command.title.strip(), checked_link(command.link)
    if not (title or link or command.content):
        raise BadInput("file", say(N_("Выберите файл, вставьте ссылку или напишите, что сделано")))
    if command.file_name and not command.content:
        raise BadInput("file", say(N_("Файл пуст. Откройте его у себя, проверьте и выберите снова")))
    name = checked_name(command.file_name, command.content) if command.content else ""
    values = recorded(work, behalf_of(work, command.on_behalf))
    values["file_sha256"] = keep_file(work, command.content) if command.content else None
    return {
        "title": words("title", title or name or link, longest=1000),
        "file_name": name,
        "link": link,
        **values,
    }


def _enter(work: Work, evidence_id: int) -> tuple[Task, Evidence]:
    task_id = work.session.scalar(select(Evidence.task_id).where(Evidence.id == evidence_id))
    if task_id is None:
        raise NotHere
    task = enter_task(work, task_id)
    return task, work.session.get_one(Evidence, evidence_id)


def _check(
    work: Work, task: Task, evidence: Evidence, step: Transition, *, status: EvidenceStatus, comment: str
) -> Result:
    """The task's row is locked, so two checkers cannot answer at once: the second is told that it is done."""
    allow(step, task_attempt(work, task, comment=comment), [not_open(task), *_against(work, evidence)])
    evidence.status, evidence.comment = status, comment.strip()
    evidence.checked_by_id, evidence.checked_at = work.actor_id, work.now
    accepted = status is EvidenceStatus.ACCEPTED
    work.record(
        AuditAction.EVIDENCE_ACCEPT if accepted else AuditAction.EVIDENCE_RETURN,
        case_id=task.case_id,
        data={"task": task.id, "evidence": evidence.id},
        text=evidence.comment,
    )
    _tell(work, task, evidence, status.value)
    return _answer(task, evidence)


def _against(work: Work, evidence: Evidence) -> list[Refusal | None]:
    """The giver is the party that showed it: what a methodist only entered for a school, he may check."""
    own = evidence.recorded_by_id == work.actor_id and not evidence.on_behalf_of
    return [
        EVIDENCE_NOT_WAITING if evidence.status is not EvidenceStatus.GIVEN else None,
        GIVER_CHECKS if own else None,
    ]


def _tell(work: Work, task: Task, evidence: Evidence, what: str) -> None:
    ids = {} if task.case_id is None else {"case_id": task.case_id}
    work.tell(
        f"evidence:{what}",
        f"evidence:{evidence.id}:{what}",
        task_id=task.id,
        evidence_id=evidence.id,
        **ids,
    )


def _answer(task: Task, evidence: Evidence) -> Result:
    ids = {} if task.case_id is None else {"case_id": task.case_id}
    return {"task_id": task.id, "evidence_id": evidence.id, **ids}
