"""Entering data into a case: deficits, a conclusion, a partner, consents, the result."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import abort, url_for
from flask_babel import gettext

from workflow.commands import BadInput
from workflow.commands.closure import RecordClosingReport
from workflow.commands.diagnosis import AddDeficit, RecordConclusion, RemoveDeficit, TypeDeficit
from workflow.commands.pairing import ChoosePartner, DeclinePair, GiveConsent
from workflow.extensions import db
from workflow.forms.base import content_of
from workflow.forms.closure import ReportForm
from workflow.forms.diagnosis import ConclusionForm, DeficitForm, DeficitKindForm
from workflow.forms.pairing import ConsentForm, PartnerForm
from workflow.pages import case as pages
from workflow.pages.case import CaseHead
from workflow.pages.case_facts import FactsColumn, PairView
from workflow.pages.case_measured import CountedRow
from workflow.states.definition import N_, Refusal, Role, say
from workflow.states.entries import REMOVE_DEFICIT, TYPE_DEFICIT
from workflow.views import door
from workflow.views.cases import form_page
from workflow.views.steps import Page, behalf, drawn, parties, press

SIDES = {"school": Role.SCHOOL, "partner": Role.PARTNER}


def deficits(case_id: int) -> str:
    head, facts = _read(case_id)
    form = _deficit_form(head)
    drawn(form)
    return _deficits_page(head, facts, form)


def add_deficit(case_id: int) -> Page:
    head, facts = _read(case_id)
    form = _deficit_form(head)
    return press(
        form,
        lambda: AddDeficit(
            key=form.key.data or "",
            case_id=case_id,
            title=form.text.data or "",
            kind=form.kind.data or "",
            on_behalf=behalf(form),
            behalf_content=content_of(form.paper)[1],
        ),
        done=lambda _: url_for("case.deficits", case_id=case_id),
        said=N_("Дефицит записан"),
        again=lambda refusals: _deficits_page(head, facts, form, refusals),
    )


def type_deficit(case_id: int, deficit_id: int) -> Page:
    head, facts = _read(case_id)
    form = DeficitKindForm()
    return press(
        form,
        lambda: TypeDeficit(
            key=form.key.data or "", deficit_id=deficit_id, version=form.seen, kind=form.kind.data or ""
        ),
        done=lambda _: url_for("case.deficits", case_id=case_id),
        said=N_("Вид дефицита записан"),
        again=lambda refusals: _deficits_page(head, facts, _deficit_form(head), refusals, said=form),
    )


def remove_deficit(case_id: int, deficit_id: int) -> Page:
    head, facts = _read(case_id)
    form = DeficitKindForm()
    return press(
        form,
        lambda: RemoveDeficit(key=form.key.data or "", deficit_id=deficit_id, version=form.seen),
        done=lambda _: url_for("case.deficits", case_id=case_id),
        said=N_("Дефицит снят, запись о нём осталась в истории"),
        again=lambda refusals: _deficits_page(head, facts, _deficit_form(head), refusals, said=form),
    )


def conclusion(case_id: int) -> str:
    head, facts = _read(case_id)
    now = facts.conclusion
    form = ConclusionForm(
        instrument=now.instrument if now else "",
        held_on=now.held_on if now else head.today,
        text=now.text if now else "",
    )
    drawn(form, version=now.id if now else 0)
    return form_page(head, form)


def conclude(case_id: int) -> Page:
    head, _ = _read(case_id)
    form = ConclusionForm()
    return press(
        form,
        lambda: RecordConclusion(
            key=form.key.data or "",
            case_id=case_id,
            seen_id=form.seen,
            instrument=form.instrument.data or "",
            held_on=form.held_on.data,
            text=form.text.data or "",
        ),
        done=lambda _: url_for("case.show", case_id=case_id),
        said=N_("Вывод диагностики записан"),
        again=partial(form_page, head, form),
    )


def partner(case_id: int) -> str:
    head, facts = _read(case_id)
    pair = facts.pair
    form = PartnerForm(network_type=pair.network_type if pair else "")
    form.offer("partner_school_id", _schools(head))
    drawn(form, version=pair.id if pair else 0)
    return form_page(head, form, pair=pair)


def choose_partner(case_id: int) -> Page:
    head, facts = _read(case_id)
    form = PartnerForm()
    form.offer("partner_school_id", _schools(head))
    return press(
        form,
        lambda: ChoosePartner(
            key=form.key.data or "",
            case_id=case_id,
            seen_pair_id=form.seen,
            partner_school_id=form.partner_school_id.data or 0,
            new_school=form.new_school.data or "",
            network_type=form.network_type.data or "",
            why=form.why.data or "",
            reason=form.reason.data or "",
        ),
        done=lambda _: url_for("case.show", case_id=case_id),
        said=N_("Партнёр выбран"),
        again=lambda refusals: form_page(head, form, refusals, pair=facts.pair),
    )


def consent(case_id: int, side: str) -> str:
    head, facts = _read(case_id)
    form = _consent_form(head, side)
    drawn(form, version=facts.pair.id if facts.pair else 0)
    return form_page(head, form, pair=_pair(facts), side=side)


def answer(case_id: int, side: str) -> Page:
    head, facts = _read(case_id)
    form = _consent_form(head, side)
    return press(
        form,
        lambda: _answer(form, case_id, side),
        done=lambda _: url_for("case.show", case_id=case_id),
        said=N_("Ответ школы записан"),
        again=lambda refusals: form_page(head, form, refusals, pair=_pair(facts), side=side),
    )


def report(case_id: int) -> str:
    head, facts = _read(case_id)
    now = facts.report
    form = ReportForm(text=now.text if now else "")
    drawn(form, version=now.id if now else 0)
    return form_page(head, form, counted=_counted(case_id))


def record_report(case_id: int) -> Page:
    head, _ = _read(case_id)
    form = ReportForm()
    return press(
        form,
        lambda: RecordClosingReport(
            key=form.key.data or "",
            case_id=case_id,
            seen_id=form.seen,
            text=form.text.data or "",
        ),
        done=lambda _: url_for("case.show", case_id=case_id),
        said=N_("Итог сопровождения записан"),
        again=partial(form_page, head, form, counted=_counted(case_id)),
    )


def _read(case_id: int) -> tuple[CaseHead, FactsColumn]:
    return pages.case_facts(db.session(), door.memberships(), case_id, now=door.moment())


def _counted(case_id: int) -> tuple[CountedRow, ...]:
    return pages.case_counted(db.session(), door.memberships(), case_id, now=door.moment())


def _schools(head: CaseHead) -> list[tuple[int, str]]:
    """Which schools have high results is said in a word: who helps is chosen among them first."""
    choices = [(0, gettext("Выберите школу"))]
    for school_id, name, is_strong in pages.partner_choices(db.session(), head):
        words = gettext("%(school)s — с высокими результатами", school=name) if is_strong else name
        choices.append((school_id, words))
    return choices


def _pair(facts: FactsColumn) -> PairView | None:
    """The pair that is asked about; without one there is nothing to answer to."""
    if facts.pair is None:
        abort(404)
    return facts.pair


def _deficit_form(head: CaseHead) -> DeficitForm:
    form = DeficitForm()
    if Role.METHODIST in head.roles:
        form.shown = (*form.shown, "kind")
        form.for_whom(parties(Role.SCHOOL), own=True)
    return form


def _deficits_page(
    head: CaseHead,
    facts: FactsColumn,
    form: DeficitForm,
    refusals: tuple[Refusal, ...] = (),
    *,
    said: DeficitKindForm | None = None,
) -> str:
    """`said`: the small form of one deficit that could not be taken, with its errors."""
    may_type = bool(head.roles & TYPE_DEFICIT.by)
    return form_page(
        head,
        form,
        refusals,
        deficits=facts.deficits,
        may_type=may_type,
        may_remove=bool(head.roles & REMOVE_DEFICIT.by) and not head.ended,
        said=said,
    )


def _consent_form(head: CaseHead, side: str) -> ConsentForm:
    party = SIDES.get(side)
    if party is None:
        abort(404)
    form = ConsentForm()
    if party not in head.roles:
        form.for_whom(parties(party), own=False)
    return form


def _answer(form: ConsentForm, case_id: int, side: str) -> GiveConsent | DeclinePair:
    if form.answer.data not in ("yes", "no"):
        raise BadInput("answer", say(N_("Выберите ответ школы")))
    asked: dict[str, Any] = {
        "key": form.key.data or "",
        "case_id": case_id,
        "pair_id": form.seen,
        "side": SIDES[side],
        "comment": form.comment.data or "",
        "on_behalf": behalf(form),
        "behalf_content": content_of(form.paper)[1],
    }
    return DeclinePair(**asked) if form.answer.data == "no" else GiveConsent(**asked)
