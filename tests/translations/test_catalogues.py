"""Both languages are complete: every sentence of the source has its translation and all plural forms."""

from __future__ import annotations

import pytest
from babel.messages import Catalog

from workflow.deadlines.plurals import RUSSIAN_MANY
from workflow.translations.catalogues import LOCALES, faults, from_source, read
from workflow.translations.source import in_code


def ids(catalog: Catalog) -> set[str]:
    return {one.id if isinstance(one.id, str) else one.id[0] for one in catalog if one.id}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_translated_with_all_its_forms(locale: str) -> None:
    assert faults(locale) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_catalogue_keeps_a_sentence_that_is_gone(locale: str) -> None:
    known = {
        message.id if isinstance(message.id, str) else message.id[0] for message in read(locale) if message.id
    }
    wanted = {
        message.id if isinstance(message.id, str) else message.id[0] for message in from_source() if message.id
    }
    assert known - wanted == set()


def test_the_russian_catalogue_counts_with_the_same_words_as_documents_do() -> None:
    russian = read("ru")
    for one, many in RUSSIAN_MANY.items():
        counted = russian.get(one)
        assert counted is not None
        assert isinstance(counted.string, tuple)
        assert (counted.string[0], counted.string[2]) == (one, many)


def test_a_counted_message_is_found_once_with_its_plural() -> None:
    text = 'count(N_("%(num)d школа"), N_("%(num)d школы"), n)\nsay(N_("Готово"))'
    assert [(one.text, one.plural) for one in in_code(text, "x.py")] == [
        ("%(num)d школа", "%(num)d школы"),
        ("Готово", ""),
    ]
