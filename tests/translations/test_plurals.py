"""Russian counts with three forms: every counted message has them, and each number takes the right one."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo

from workflow.deadlines.messages import Russian, plural_form
from workflow.deadlines.plurals import RUSSIAN_MANY
from workflow.translations.catalogues import from_source, read
from workflow.translations.source import messages

#: Number -> which of the three forms it takes.
NUMBERS = {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 22: 1}
#: The second form serves for five as well though the number stands before a word: «у 2 мер» and «у 5 мер»,
#: «2 открыто» and «5 открыто».
ALIKE = {
    "%(num)d исполнено",
    "%(num)d новое. Начните с верхнего.",
    "%(num)d открыто",
    "У %(num)d дефицита не указано, общий он или индивидуальный",
    "У %(num)d меры не всё указано",
    "У %(num)d неисполненного поручения нет срока: %(titles)s",
    "У %(num)d меры нет исполнителя, срока или формы контроля: %(titles)s",
}
COUNTED = sorted(
    (message.id[0], message.id[1]) for message in from_source() if message.id and message.pluralizable
)
_NUMBER_BEFORE_A_WORD = re.compile(r"%\(num\)d [а-яё]")
_PLACE = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def russian() -> GNUTranslations:
    """The catalogue as the product compiles it."""
    compiled = BytesIO()
    write_mo(compiled, read("ru"))
    compiled.seek(0)
    return GNUTranslations(compiled)


def test_every_counted_message_has_its_third_form_and_no_form_is_left_over() -> None:
    assert {one for one, _ in COUNTED} == set(RUSSIAN_MANY)


def test_one_message_has_one_second_form_wherever_it_is_said() -> None:
    seconds: dict[str, set[str]] = {}
    for found in messages():
        if found.plural:
            seconds.setdefault(found.text, set()).add(found.plural)
    assert {one: few for one, few in seconds.items() if len(few) > 1} == {}


@pytest.mark.parametrize(("one", "few"), COUNTED)
def test_each_number_takes_its_form_on_a_page_and_in_a_document(
    russian: GNUTranslations, one: str, few: str
) -> None:
    forms = (one, few, RUSSIAN_MANY[one])
    said = {n: russian.ngettext(one, few, n) for n in NUMBERS}
    assert said == {n: forms[form] for n, form in NUMBERS.items()}
    assert {n: Russian().ngettext(one, few, n) for n in NUMBERS} == said
    assert {n: plural_form(n) for n in NUMBERS} == NUMBERS
    for n, text in said.items():
        values = dict.fromkeys(_PLACE.findall(text), "…") | {"num": n}
        assert str(n) in text % values, "the first form serves 21 as well: it has to name the number"


@pytest.mark.parametrize(("one", "few"), COUNTED)
def test_a_word_after_its_number_is_not_said_of_two_as_of_five(one: str, few: str) -> None:
    """«2 сопровождений» and «5 сопровождения» are nobody's Russian."""
    bound = _NUMBER_BEFORE_A_WORD.search(few) or _NUMBER_BEFORE_A_WORD.search(RUSSIAN_MANY[one])
    assert (few == RUSSIAN_MANY[one]) == (one in ALIKE or bound is None)
    assert one not in ALIKE or few == RUSSIAN_MANY[one]
