"""What is taken for a value and what is not, and at which field it is said."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from tests.monitoring.conftest import Measured
from tests.world import TODAY
from workflow.commands import BadInput, NotAllowed, NotHere, Stale
from workflow.commands.indicators import AddIndicator, EditIndicator, EndIndicator
from workflow.commands.monitoring import RecordMeasurements, TypedValue
from workflow.commands.recommendations import AddRecommendation, EditRecommendation
from workflow.commands.rounds import AddRound, EditRound
from workflow.facts.decimals import deviation, per_cent, read_decimal, signed
from workflow.models.audit import AuditEntry
from workflow.models.monitoring import Indicator, Measurement, MeasurementRound
from workflow.states.definition import OnBehalf, Role
from workflow.states.machine import Refused


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("83,3", "83.3"),
        ("83.30", "83.3"),
        ("1 200", "1200"),
        ("−2,5", "-2.5"),
        ("0", "0"),
        ("-0,0", "0"),
        ("100 %", None),
        ("1e5", None),
        ("nan", None),
        ("٣", None),
        ("", None),
        ("1,2,3", None),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, stored: str | None) -> None:
    assert read_decimal(typed) == stored


def test_per_cent_and_difference_are_exact() -> None:
    assert (per_cent("5", "6"), per_cent("1", "3"), per_cent("3", "3")) == ("83.3", "33.3", "100")
    assert (signed(deviation("12.5", "7")), signed(deviation("230", "243"))) == ("+5,5", "−13")


@pytest.mark.parametrize(
    ("indicator", "typed", "field"),
    [
        ("share", {"numerator": "7", "denominator": "6"}, "m-numerator"),
        ("share", {"numerator": "0", "denominator": "0"}, "m-denominator"),
        ("share", {"numerator": "2,5", "denominator": "6"}, "m-numerator"),
        ("share", {"numerator": "5"}, "m-denominator"),
        ("share", {"numerator": "5", "denominator": "6", "why_not": "нет"}, "m-why_not"),
        ("words", {"words": "высокий"}, "m-rests_on"),
        ("words", {"rests_on": "справка"}, "m-words"),
        ("words", {"words": "х" * 2001, "rests_on": "справка"}, "m-words"),
    ],
)
def test_what_is_no_value_is_said_at_its_field(
    measured: Measured, indicator: str, typed: dict[str, str], field: str
) -> None:
    measured.open("s1")
    with pytest.raises(BadInput) as caught:
        measured.record("s1", getattr(measured, indicator), **typed)
    assert caught.value.field == field
    assert measured.all(select(Measurement)) == []


def test_every_fault_of_a_sheet_is_told_at_once(measured: Measured) -> None:
    measured.open("s1", "s2")
    values = tuple(
        TypedValue(
            at=school,
            indicator_id=measured.share,
            case_id=measured.world.cases[school],
            numerator="9",
            denominator="6",
        )
        for school in ("s1", "s2")
    )
    command = RecordMeasurements(round_id=measured.rounds[0], measured_on=TODAY, values=values)
    with pytest.raises(BadInput) as caught:
        measured.world.do("methodist", command)
    assert [one.field for one in (caught.value, *caught.value.others)] == ["s1-numerator", "s2-numerator"]


def test_the_later_value_counts_and_the_former_stays(measured: Measured) -> None:
    measured.open("s1")
    measured.record("s1", measured.share, numerator="3", denominator="6")
    measured.record("s1", measured.share, numerator="5", denominator="6")
    assert [row.value for row in measured.all(select(Measurement).order_by(Measurement.id))] == ["50", "83.3"]


def test_a_sheet_that_was_drawn_before_somebody_elses_value_does_not_overwrite_it(measured: Measured) -> None:
    measured.open("s1")
    measured.record("s1", measured.share, numerator="3", denominator="6")
    with pytest.raises(Stale):
        measured.record("s1", measured.share, numerator="5", denominator="6", seen_id=0)


def test_nothing_new_on_a_sheet_is_said(measured: Measured) -> None:
    measured.open("s1")
    measured.record("s1", measured.share, numerator="3", denominator="6")
    with pytest.raises(BadInput) as caught:
        measured.record("s1", measured.share, numerator="3", denominator="6")
    assert caught.value.field == "values"


def test_a_school_enters_its_own_values_only_where_the_programme_says_so(measured: Measured) -> None:
    measured.open("s1")
    with pytest.raises(Refused) as caught:
        measured.record("s1", measured.share, who="s1", numerator="3", denominator="6")
    assert [no.code for no in caught.value.refusals] == ["school_does_not_measure"]
    with pytest.raises(NotHere):
        measured.record("s1", measured.share, who="s2", numerator="3", denominator="6")
    with pytest.raises(NotAllowed):
        measured.record(None, measured.municipal, who="s1", value="3")


def test_where_schools_measure_a_school_does_it_or_the_methodist_for_it(school_measures: Measured) -> None:
    school_measures.open("s1", "s2")
    school_measures.record("s1", school_measures.share, who="s1", numerator="3", denominator="6")
    told = OnBehalf(role=Role.SCHOOL, channel="письмом", happened_on=TODAY)
    school_measures.record("s2", school_measures.share, numerator="3", denominator="6", on_behalf=told)
    rows = school_measures.all(select(Measurement).order_by(Measurement.id))
    assert [(row.on_behalf_of, row.channel) for row in rows] == [("", ""), ("school", "письмом")]


def test_a_value_of_an_ended_indicator_is_not_taken(measured: Measured) -> None:
    measured.open("s1")
    measured.world.do("methodist", EndIndicator(indicator_id=measured.share, reason="Больше не нужен"))
    with pytest.raises(NotHere):
        measured.record("s1", measured.share, numerator="3", denominator="6")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": "", "kind": "number"}, "title"),
        ({"title": "Доля", "kind": "percent"}, "kind"),
        ({"title": "Кружки", "kind": "number", "baseline": "много"}, "baseline"),
        ({"title": "Кружки", "kind": "number", "baseline": "2", "baseline_year": "21"}, "baseline_year"),
        ({"title": "Кружки", "kind": "number", "targets": (("2027", "десять"),)}, "targets"),
        ({"title": "Кружки", "kind": "number", "targets": (("27", "10"),)}, "targets"),
        ({"title": "Кружки", "kind": "number", "targets": (("2027", "1"), ("2027", "2"))}, "targets"),
        ({"title": "Сеть", "kind": "words", "components": ("среда", "среда")}, "components"),
        ({"title": "Сеть", "kind": "words", "baseline": "7"}, "baseline"),
        ({"title": "Сеть", "kind": "words", "baseline_year": "2025"}, "baseline_year"),
        ({"title": "Сеть", "kind": "words", "targets": (("2027", "12"),)}, "targets"),
        ({"title": "Кружки", "kind": "number", "components": ("среда",)}, "components"),
    ],
)
def test_an_indicator_that_makes_no_sense_is_refused_at_its_field(
    measured: Measured, typed: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        measured.world.do("methodist", AddIndicator(run_id=measured.world.run_id, **typed))
    assert caught.value.field == field


def test_what_was_measured_keeps_its_kind(measured: Measured) -> None:
    measured.open("s1")
    measured.record("s1", measured.share, numerator="3", denominator="6")
    row = measured.all(select(Indicator).where(Indicator.id == measured.share))[0]
    seen = row.seen
    changed = EditIndicator(indicator_id=measured.share, seen=seen, title="Доля", kind="number")
    with pytest.raises(BadInput) as caught:
        measured.world.do("methodist", changed)
    assert caught.value.field == "kind"
    named = EditIndicator(indicator_id=measured.share, seen=seen, title="Доля обученных", kind="share")
    measured.world.do("methodist", named)
    assert measured.look(select(Indicator.title).where(Indicator.id == measured.share)) == "Доля обученных"
    with pytest.raises(BadInput):
        measured.world.do("methodist", named)  # drawn from what it was before


def test_a_round_ends_after_it_begins(measured: Measured) -> None:
    early, late = TODAY, TODAY.replace(day=20)
    with pytest.raises(BadInput) as caught:
        measured.world.do("methodist", AddRound(run_id=measured.world.run_id, from_on=late, due_on=early))
    assert caught.value.field == "due_on"
    edit = EditRound(round_id=measured.rounds[0], version=1, title="Декабрь", from_on=early, due_on=late)
    measured.world.do("methodist", edit)
    with pytest.raises(BadInput):
        measured.world.do("methodist", edit)


def test_years_of_a_round_and_of_a_measurement_that_are_a_slip_are_said(measured: Measured) -> None:
    """1926 for 2026; what was measured some years before the term stands."""
    long_ago = TODAY.replace(year=1926)
    with pytest.raises(BadInput) as caught:
        measured.world.do("methodist", AddRound(run_id=measured.world.run_id, from_on=long_ago))
    assert caught.value.field == "from_on"
    measured.open("s1")
    value = TypedValue(
        at="m", indicator_id=measured.share, case_id=measured.world.cases["s1"], numerator="1", denominator="2"
    )
    for year, field in ((1926, "measured_on"), (2023, "")):
        command = RecordMeasurements(
            round_id=measured.rounds[0], measured_on=TODAY.replace(year=year), values=(value,)
        )
        if not field:
            assert measured.world.do("methodist", command)["recorded"] == 1
            continue
        with pytest.raises(BadInput) as caught:
            measured.world.do("methodist", command)
        assert caught.value.field == field


def test_a_form_that_changes_nothing_leaves_no_entry(measured: Measured) -> None:
    """A round, an indicator and a recommendation sent as they were drawn."""
    measured.open("s1")
    said = {"addressee": "administration", "text": "Закрепить наставника"}
    case_id = measured.world.cases["s1"]
    given = measured.world.do("methodist", AddRecommendation(case_id=case_id, **said))["recommendation_id"]
    indicator = measured.all(select(Indicator).where(Indicator.id == measured.words))[0]
    first = measured.all(select(MeasurementRound).where(MeasurementRound.id == measured.rounds[0]))[0]
    before = measured.look(select(func.count()).select_from(AuditEntry))
    for command in (
        EditRound(round_id=first.id, version=first.version, title=first.title),
        EditIndicator(
            indicator_id=indicator.id,
            seen=indicator.seen,
            title=indicator.title,
            kind="words",
            components=tuple(indicator.components),
        ),
        EditRecommendation(recommendation_id=given, version=1, **said),
    ):
        measured.world.do("methodist", command)
    assert measured.look(select(func.count()).select_from(AuditEntry)) == before
