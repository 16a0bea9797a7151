"""A partner is chosen with warnings, each side answers for itself, a changed partner is asked anew."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from tests.approvals.packets import assembled, case_state, packet_version
from tests.casework.conftest import how_many, last_entry, one, told
from tests.core.test_one_order_for_several_schools import put_up, version
from tests.world import TODAY, World, build_world, open_case, pair_up
from workflow.commands import BadInput, NotHere, Stale
from workflow.commands.move_case import MoveCase
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.pairing import ChoosePartner, DeclinePair, GiveConsent
from workflow.models.audit import AuditEntry
from workflow.models.authority import School
from workflow.models.case import Case, Consent, NetworkType, Pair
from workflow.states.definition import OnBehalf, Role
from workflow.states.machine import CommentMissing, Refused
from workflow.uow import unit_of_work


def choose(world: World, partner: str = "p1", *, seen: int = 0, reason: str = "") -> int:
    pair_id: int = world.do(
        "methodist",
        ChoosePartner(
            case_id=world.cases["s1"],
            seen_pair_id=seen,
            partner_school_id=world.schools[partner],
            network_type=NetworkType.INSTRUMENTAL,
            why="Сильная физика",
            reason=reason,
        ),
    )["pair_id"]
    return pair_id


def consent(world: World, pair_id: int, who: str, side: Role, **more: object) -> None:
    world.do(who, GiveConsent(case_id=world.cases["s1"], pair_id=pair_id, side=side, **more))  # type: ignore[arg-type]  # fields by name


def test_a_new_partner_ends_the_former_pair_and_is_on_record_with_both(world: World) -> None:
    open_case(world, "s1", stage="pairing")
    first = choose(world)
    second = choose(world, "p2", seen=first)

    assert one(select(Pair.ended_at).where(Pair.id == first)) is not None
    assert one(select(Pair.ended_at).where(Pair.id == second)) is None
    data = json.loads(last_entry().body)["data"]
    assert (data["partner"], data["former_partner"]) == (world.schools["p2"], world.schools["p1"])


def test_a_partner_is_not_changed_from_a_page_that_shows_another(world: World) -> None:
    open_case(world, "s1", stage="pairing")
    choose(world)
    with pytest.raises(Stale):
        choose(world, "p2")


def test_a_supported_school_helps_only_with_a_reason(world: World) -> None:
    open_case(world, "s1", stage="pairing")
    open_case(world, "s2", stage="pairing")
    with pytest.raises(Refused) as refused:
        choose(world, "s2")
    assert [(no.code, no.overridable) for no in refused.value.refusals] == [("partner_is_supported", True)]

    choose(world, "s2", reason="По физике она сильнее всех")
    assert how_many(Pair) == 1


def test_a_school_does_not_help_itself_nor_a_stranger_of_another_authority(world: World) -> None:
    stranger = build_world("south")
    open_case(world, "s1", stage="pairing")
    with pytest.raises(BadInput) as bad:
        choose(world, "s1")
    assert bad.value.field == "partner_school_id"
    world.schools["stranger"] = stranger.schools["p1"]
    with pytest.raises(BadInput):
        choose(world, "stranger")
    assert how_many(Pair) == 0


def test_the_partner_is_the_methodists_to_choose(world: World) -> None:
    open_case(world, "s1", stage="pairing")
    with pytest.raises(Refused) as refused:
        world.do("s1", ChoosePartner(case_id=world.cases["s1"], partner_school_id=world.schools["p1"]))
    assert refused.value.refusals[0].code == "wrong_role"


def test_each_school_consents_for_itself(world: World) -> None:
    case_id = open_case(world, "s1", stage="pairing")
    pair_id = choose(world)
    world.do("methodist", MoveCase(case_id=case_id, version=1, transition="propose_pair"))

    with pytest.raises(Refused):
        consent(world, pair_id, "s1", Role.PARTNER)
    consent(world, pair_id, "s1", Role.SCHOOL)
    consent(world, pair_id, "p1", Role.PARTNER)

    assert how_many(Consent) == 2
    assert told()[-2:] == ["consent:given", "consent:given"]


def test_the_methodist_consents_for_nobody_unless_it_is_recorded_how_the_school_did(world: World) -> None:
    open_case(world, "s1", stage="pairing")
    pair_id = choose(world)
    with pytest.raises(Refused):
        consent(world, pair_id, "methodist", Role.PARTNER)

    behalf = OnBehalf(role=Role.PARTNER, channel="по телефону", happened_on=TODAY)
    consent(world, pair_id, "methodist", Role.PARTNER, on_behalf=behalf)

    row = one(select(Consent))
    assert (row.side, row.on_behalf_of, row.channel) == ("partner", "partner", "по телефону")
    assert row.recorded_by_id == world.people["methodist"]


def test_a_consent_recorded_for_the_other_school_is_refused(world: World) -> None:
    open_case(world, "s1", stage="pairing")
    pair_id = choose(world)
    behalf = OnBehalf(role=Role.SCHOOL, channel="по телефону", happened_on=TODAY)
    with pytest.raises(Refused) as refused:
        consent(world, pair_id, "methodist", Role.PARTNER, on_behalf=behalf)
    assert "not_recordable" in [no.code for no in refused.value.refusals]


def test_a_no_needs_words_and_the_methodist_is_told(world: World) -> None:
    case_id = open_case(world, "s1", stage="pairing")
    pair_id = choose(world)
    no = {"case_id": case_id, "pair_id": pair_id, "side": Role.PARTNER}
    with pytest.raises(CommentMissing):
        world.do("p1", DeclinePair(**no, comment=" "))

    world.do("p1", DeclinePair(**no, comment="У нас уже три школы"))

    assert told()[-1] == "consent:declined"
    assert last_entry().action == "pair:decline"


def test_a_changed_partner_is_asked_anew(world: World) -> None:
    open_case(world, "s1", stage="pairing")
    first = choose(world)
    consent(world, first, "s1", Role.SCHOOL)
    second = choose(world, "p2", seen=first)

    with pytest.raises(Stale):
        consent(world, first, "s1", Role.SCHOOL)
    with pytest.raises(NotHere):  # no partner any more
        consent(world, second, "p1", Role.PARTNER)
    consent(world, second, "p2", Role.PARTNER)
    version: int = one(select(Case.version))
    world.do("methodist", MoveCase(case_id=world.cases["s1"], version=version, transition="propose_pair"))
    assert one(select(Case.state)) == "pairing.consent"


def test_a_consent_is_not_given_twice(world: World) -> None:
    open_case(world, "s1", stage="pairing")
    pair_id = choose(world)
    consent(world, pair_id, "s1", Role.SCHOOL)
    with pytest.raises(Refused) as refused:
        consent(world, pair_id, "s1", Role.SCHOOL)
    assert [no.code for no in refused.value.refusals] == ["consent_already_given"]


def test_the_network_type_of_a_pair_that_is_out_changes_what_the_packet_shows(world: World) -> None:
    packet_id = put_up(world, "s1")
    seen = version(packet_id)
    pair_id: int = one(select(Pair.id))
    choose(world, "p2", seen=pair_id)
    assert version(packet_id) > seen
    assert last_entry().action == "packet:change"


def test_a_partner_taken_by_others_meanwhile_is_put_up_only_with_a_reason(world: World) -> None:
    with unit_of_work() as session:
        session.get_one(School, world.schools["p1"]).partner_capacity = 1
    packet_id = assembled(world, "s1")
    open_case(world, "s2", stage="pairing")
    pair_up(world, "s2")
    with pytest.raises(Refused) as refused:
        world.do("methodist", SubmitPacket(packet_id=packet_id, version=packet_version(packet_id)))
    assert [refusal.code for refusal in refused.value.refusals] == ["cases_not_ready"]

    reason = "Вторая школа начинает только в январе"
    command = SubmitPacket(packet_id=packet_id, version=packet_version(packet_id), reason=reason)
    world.do("methodist", command)
    assert case_state(world.cases["s1"]) == "pairing.on_approval"
    moves = select(AuditEntry.body).where(AuditEntry.action == "case:move").order_by(AuditEntry.seq.desc())
    assert json.loads(one(moves.limit(1)))["data"]["overridden"] == ["partner_over_capacity"]
