"""Who may be what: the refusals, whole and in words."""

import datetime as dt

import pytest
from sqlalchemy import select

from tests.people import make_person
from workflow.audit.append import open_chain
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.people import AddPerson, GrantRole, RoleTerms
from workflow.commands.work import run
from workflow.models.authority import Authority, School
from workflow.models.person import Person, RoleAssignment, RoleName, conflicting_duties

NOW = dt.datetime(2026, 11, 17, 6, tzinfo=dt.UTC)
TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def home(session):
    """One authority with a school and a chain of its own; beside it another with a school."""
    authority, other = (
        Authority(
            code=code, name=code, short_name=code, territory=code, act_type="приказ", zone="Europe/Moscow"
        )
        for code in ("kirovsk", "other")
    )
    session.add_all([authority, other])
    session.flush()
    for code, owner in (("own", authority), ("foreign", other)):
        session.add(School(code=code, authority_id=owner.id, name=code, search=code, sort_key=code))
    open_chain(session, authority.id)
    session.commit()
    return authority


def school(session, code):
    return session.scalar(select(School.id).where(School.code == code))


def add(home, *, email="a@b.example", **terms):
    authority_id = terms.pop("authority_id", home.id)
    role = RoleTerms(**{"role": RoleName.CLERK, "from_on": TODAY, **terms})
    command = AddPerson(
        email=email, post="должность", password_hash="x", authority_id=authority_id, first_role=role
    )
    return run(command, actor_id=None, now=NOW, system=True)["person_id"]


def test_a_person_is_added_with_a_role_and_is_found_by_any_case(home, session):
    add(home, email=" A@B.example ", role=RoleName.OFFICIAL, may_sign=True)
    assignment = session.scalar(select(RoleAssignment))
    assert assignment.person.email == "a@b.example"
    assert assignment.title == "должность"
    assert assignment.may_sign
    assert not assignment.may_approve
    with pytest.raises(BadInput, match="email"):
        add(home, email="a@B.EXAMPLE")


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"authority_id": None}, "authority"),
        ({"role": RoleName.SCHOOL}, "school"),
        ({"may_sign": True}, "role"),
        ({"role": RoleName.METHODIST, "may_register": True}, "role"),
        ({"to_on": TODAY - dt.timedelta(days=1)}, "to_on"),
    ],
)
def test_terms_that_make_no_sense_are_refused_whole(home, session, terms, field):
    with pytest.raises(BadInput) as refusal:
        add(home, **terms)
    assert refusal.value.field == field
    assert session.scalars(select(Person)).all() == []


def test_a_school_of_another_authority_is_not_there(home, session):
    add(home, role=RoleName.SCHOOL, school_id=school(session, "own"))
    with pytest.raises(NotHere):
        add(home, email="b@b.example", role=RoleName.SCHOOL, school_id=school(session, "foreign"))


@pytest.mark.parametrize("admin_first", [True, False])
def test_nobody_makes_accounts_and_approves_with_them(home, session, admin_first):
    admin = {"role": RoleName.ADMIN}
    official = {"role": RoleName.OFFICIAL, "may_approve": True}
    first, second = (admin, official) if admin_first else (official, admin)
    person_id = add(home, **first)
    command = GrantRole(person_id=person_id, authority_id=home.id, from_on=TODAY, **second)
    with pytest.raises(BadInput):
        run(command, actor_id=None, now=NOW, system=True)
    assert not conflicting_duties(session.scalars(select(RoleAssignment)).all())


def test_only_an_administrator_grants_and_never_to_themselves(home):
    admin = add(home, role=RoleName.ADMIN)
    clerk = add(home, email="b@b.example")
    observer = {"role": RoleName.OBSERVER, "authority_id": home.id, "from_on": TODAY}
    run(GrantRole(person_id=clerk, **observer), actor_id=admin, now=NOW)
    with pytest.raises(NotAllowed):
        run(GrantRole(person_id=admin, **observer), actor_id=admin, now=NOW)
    with pytest.raises(NotAllowed):
        run(GrantRole(person_id=admin, **observer), actor_id=clerk, now=NOW)


def test_an_assignment_covers_its_first_and_last_day(session):
    held = RoleAssignment(role=RoleName.CLERK, from_on=TODAY, to_on=TODAY + dt.timedelta(days=1))
    assert [held.covers(TODAY + dt.timedelta(days=n)) for n in (-1, 0, 1, 2)] == [False, True, True, False]
    assert held.registers


def test_a_person_is_shown_by_post_and_sorted_without_case(session):
    person = make_person(session, post="Ёлкин, методист")
    assert person.shown_name == "Ёлкин, методист"
    assert person.search == "елкин методист methodist kirovsk example"
    assert person.fs_uniquifier != make_person(session, "b@b.example").fs_uniquifier
