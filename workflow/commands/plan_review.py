"""The school reads its plan and answers: it agrees to exactly what it read, or remarks on it."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import behalf_of, recorded
from workflow.commands.errors import BadInput, NotHere, Stale
from workflow.commands.plan_rows import enter_plan, permit_plan
from workflow.commands.work import Command, Result, Work, handles
from workflow.facts.plan_content import contents_of, fingerprint
from workflow.models.plan import PlanReview
from workflow.states.definition import N_, OnBehalf, Role, say
from workflow.states.entries import AGREE_TO_PLAN, PLAN_IS_EMPTY, REMARK_ON_PLAN


@dataclass(frozen=True, kw_only=True)
class ReviewPlan(Command):
    """`content` is the fingerprint of the plan as the page showed it: nobody agrees to what was not seen."""

    plan_id: int
    content: str
    agreed: bool
    comment: str = ""
    on_behalf: OnBehalf | None = None
    behalf_content: bytes = b""


@handles(ReviewPlan)
def _(command: ReviewPlan, work: Work) -> Result:
    entered = enter_plan(work, command.plan_id)
    plan = entered.plan
    if plan.case_id is None:
        raise NotHere
    content = contents_of(work.session, [plan])[plan.id]
    permit_plan(
        work,
        entered,
        AGREE_TO_PLAN if command.agreed else REMARK_ON_PLAN,
        comment=command.comment,
        on_behalf=command.on_behalf,
        more=[None if content["measures"] else PLAN_IS_EMPTY],
    )
    if fingerprint(content) != command.content:
        raise Stale("case", plan.case_id, seen=0, current=1)
    behalf = behalf_of(work, command.on_behalf, command.behalf_content)
    if behalf is not None and behalf.role is not Role.SCHOOL:
        raise BadInput("recorded_for", say(N_("На план отвечает поддерживаемая школа")))
    review = PlanReview(
        authority_id=work.authority_id,
        plan_id=plan.id,
        agreed=command.agreed,
        comment=command.comment.strip(),
        content=command.content,
        **recorded(work, behalf),
    )
    work.session.add(review)
    work.session.flush()  # the entry names the new row
    work.record(
        AuditAction.PLAN_REVIEW,
        case_id=plan.case_id,
        on_behalf=behalf,
        data={"plan": plan.id, "review": review.id, "agreed": command.agreed, "content": command.content},
        text=review.comment,
    )
    return {"plan_id": plan.id, "case_id": plan.case_id, "review_id": review.id}
