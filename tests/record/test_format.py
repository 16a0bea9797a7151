"""The bytes that are hashed are fixed for ever: docs/audit-format.md says them in words, these are they."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from types import MappingProxyType

import pytest

from workflow.audit.canonical import canonical_json, chain_hash, salted, sha256_text


class Kind(StrEnum):
    PAIRS = "pair_list"


EVERYTHING = MappingProxyType(
    {
        "text": "МБОУ «Школа № 7»",
        "composed": "и\u0306 e\u0301",
        "ascii": 'a "quoted" \\ word\n',
        "kind": Kind.PAIRS,
        "number": 354,
        "yes": True,
        "nothing": None,
        "at": datetime(2026, 10, 12, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=3))),
        "on": date(2026, 10, 12),
        "list": [2, (1, "б"), {"я": 1, "а": 2}],
        "set": {3, 1, 2},
        "inside": MappingProxyType({"b": [], "a": {}}),
    }
)
TEXT = (
    '{"ascii":"a \\"quoted\\" \\\\ word\\n","at":"2026-10-12T09:00:00.000005Z","composed":"й é",'
    '"inside":{"a":{},"b":[]},"kind":"pair_list","list":[2,[1,"б"],{"а":2,"я":1}],"nothing":null,'
    '"number":354,"on":"2026-10-12","set":[1,2,3],"text":"МБОУ «Школа № 7»","yes":true}'
)


def test_one_value_has_one_text_for_ever() -> None:
    assert canonical_json(EVERYTHING) == TEXT


def test_an_entry_is_hashed_over_the_one_before_as_it_always_was() -> None:
    assert chain_hash("0" * 64, TEXT) == "38af0751f49e6ae838030ea36748b2bbae309d30dd7ff8e6a95c4a91d8e2a205"


def test_a_text_is_hashed_composed_so_that_two_ways_to_type_it_are_one() -> None:
    assert (
        sha256_text("и\u0306")
        == sha256_text("й")
        == "15f2ccabeb425c29c67317f181d744944e9c477d09fb42aacdbb4f64e1afcc3f"
    )


def test_words_that_may_be_erased_are_hashed_with_their_salt() -> None:
    assert (
        salted("00ff", "Уточните партнёра")
        == "389cbc81bb44a6741680ac0fac3a2e53cb82cdf5e1926b831d198b6c22189235"
    )


@pytest.mark.parametrize("value", [1.5, b"bytes", object(), time(9, 0)])
def test_what_has_no_one_text_is_not_fit_for_the_record(value: object) -> None:
    with pytest.raises(TypeError, match="not fit for the record"):
        canonical_json({"value": value})
