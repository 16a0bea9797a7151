"""Who is in the demonstration: posts as the programmes name them, never names of people."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.models.person import RoleName

OBSERVER = "observer@region.example"
ADMIN = "admin@opora.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One login: `school` is a code of the programme's file or the name of a demo school."""

    login: str
    post: str
    role: RoleName
    school: str = ""
    approves: bool = False
    signs: bool = False
    registers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Troupe:
    """An authority's people, the schools it is short of, and who wrote the letter."""

    code: str
    parts: tuple[Part, ...]
    #: No document names these: they are shown with the mark «пример».
    demo_schools: tuple[str, ...] = ()
    letter_issuer: str
    letter_number: str


def _parts(
    methodist: str, official: str, clerk: str, council: str, *, school: str, partner: str, chief: str
) -> tuple[Part, ...]:
    """The same logins for everybody. The chief specialist approves only, so a decision can pass two people."""
    return (
        Part(login="methodist", post=methodist, role=RoleName.METHODIST),
        Part(
            login="official",
            post=official,
            role=RoleName.OFFICIAL,
            approves=True,
            signs=True,
            registers=True,
        ),
        Part(login="chief", post=chief, role=RoleName.OFFICIAL, approves=True),
        Part(login="clerk", post=clerk, role=RoleName.CLERK, registers=True),
        Part(login="council", post=council, role=RoleName.COUNCIL),
        Part(login="school", post="заместитель директора по УВР", role=RoleName.SCHOOL, school=school),
        Part(login="partner", post="директор школы-партнёра", role=RoleName.SCHOOL, school=partner),
    )


TROUPES: tuple[Troupe, ...] = (
    Troupe(
        code="kirovsk",
        parts=_parts(
            "методист по работе со ШНОР, ШФСОР и школами-лидерами",
            "заместитель председателя комитета по общим вопросам",
            "делопроизводитель комитета",
            "член команды управления проектом",
            school="shumskaya",
            partner="shlisselburgskaya_1",
            chief="главный специалист отдела развития муниципальной системы образования",
        ),
        letter_issuer="Комитет общего и профессионального образования Ленинградской области",
        letter_number="19-20417/%(year)s",
    ),
    Troupe(
        code="gatchina",
        parts=_parts(
            "руководитель муниципальной методической службы",
            "заместитель председателя по организационно-педагогической деятельности",
            "делопроизводитель комитета образования",
            "председатель комитета образования",
            school="siverskaya_oosh",
            partner="gatchinskaya_sosh_2",
            chief="начальник отдела дошкольного и общего образования",
        ),
        letter_issuer="Комитет общего и профессионального образования Ленинградской области",
        letter_number="19-20433/%(year)s",
    ),
    Troupe(
        code="tbilissky",
        parts=_parts(
            "директор МКУ «МЦ СДПО»",
            "начальник управления образованием",
            "делопроизводитель управления образованием",
            "член Координационного совета сети",
            school="school_8",
            partner="СОШ № 1",
            chief="главный специалист управления образованием",
        ),
        demo_schools=("СОШ № 1", "СОШ № 7"),
        letter_issuer="Региональный орган управления образованием",
        letter_number="47-01-13-118/%(year)s",
    ),
    Troupe(
        code="sosva",
        parts=_parts(
            "методист МКУ «ИМЦ СГО»",
            "начальник ООА СГО «Управление образования»",
            "делопроизводитель управления образования",
            "член рабочей группы по целевой модели",
            school="СОШ № 1",
            partner="СОШ № 6",
            chief="главный специалист ООА СГО «Управление образования»",
        ),
        demo_schools=("СОШ № 1", "СОШ № 2", "СОШ № 3", "СОШ № 4", "ООШ № 5", "СОШ № 6"),
        letter_issuer="Региональный орган управления образованием",
        letter_number="02-01-81/%(year)s",
    ),
    Troupe(
        code="kirishi",
        parts=_parts(
            "методист — куратор проекта",
            "начальник отдела Комитета по образованию",
            "делопроизводитель Комитета по образованию",
            "начальник Методического отдела",
            school="СОШ № 2",
            partner="Лицей № 1",
            chief="специалист Комитета по образованию",
        ),
        demo_schools=("СОШ № 2", "СОШ № 3", "СОШ № 5", "СОШ № 7", "Лицей № 1"),
        letter_issuer="Комитет общего и профессионального образования Ленинградской области",
        letter_number="19-20441/%(year)s",
    ),
)
