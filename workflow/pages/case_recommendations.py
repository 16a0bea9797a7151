"""The recommendations of one case for the page on which they are written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere
from workflow.models.monitoring import Recommendation
from workflow.pages.case import CaseHead, case_head
from workflow.pages.recommendations import RecommendationView, recommendations_of


def case_recommendations(
    session: Session, memberships: access.Memberships, case_id: int, *, now: datetime
) -> tuple[CaseHead, tuple[RecommendationView, ...]]:
    head = case_head(session, memberships, case_id, now=now)
    if head.is_shared:
        raise NotHere
    return head, recommendations_of(session, head.id, head.authority_id, head.today)


def one_recommendation(
    session: Session, memberships: access.Memberships, recommendation_id: int, *, now: datetime
) -> tuple[CaseHead, RecommendationView]:
    case_id = session.scalar(select(Recommendation.case_id).where(Recommendation.id == recommendation_id))
    if case_id is None:
        raise NotHere
    head, rows = case_recommendations(session, memberships, case_id, now=now)
    found = next((one for one in rows if one.id == recommendation_id), None)
    if found is None:
        raise NotHere
    return head, found
