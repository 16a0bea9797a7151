"""Orders, their registers, their documents and every stored file against the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Connection

from workflow.audit.actions import AuditAction
from workflow.audit.beside import Entry, day, entries, finding, hashed, moment, read_json, rows, stored_bytes
from workflow.audit.fingerprint import ORDER_COLUMNS, order_row_sha256
from workflow.audit.report import Finding
from workflow.models.order import RegisterKind
from workflow.states.definition import N_, say

#: Fields of order:register and the columns they announce.
_ANNOUNCED = (
    ("register", "register_id"),
    ("year", "year"),
    ("ordinal", "ordinal"),
    ("suffix", "suffix"),
    ("number", "number_text"),
    ("dated_on", "dated_on"),
    ("sha256", "sha256"),
    ("packet", "packet_id"),
)
#: Fields of an order's text and the columns that repeat them.
_REPEATED = (
    ("number", "number_text"),
    ("dated_on", "dated_on"),
    ("title", "title"),
    ("act_type", "act_type"),
)


_ORDERS = f"SELECT {', '.join(ORDER_COLUMNS)}, canonical FROM orders ORDER BY id"  # noqa: S608 - our own names


class Numbered(NamedTuple):
    """An order in its register, ready to be sorted."""

    year: Any
    ordinal: Any
    suffix: Any
    dated_on: str
    order: int


def orders(connection: Connection) -> Iterator[Finding]:
    """Each order with its one entry, each entry with its order, and the registers' numbers."""
    announced: dict[int | None, Entry] = {}
    for entry in entries(connection, (AuditAction.ORDER_REGISTER, AuditAction.ORDER_IMPORT)):
        if entry.order in announced:
            yield entry.finding("order_twice", N_("акт записан второй раз"), table="orders", row=entry.order)
        announced[entry.order] = entry
    numbers: dict[int, list[Numbered]] = defaultdict(list)
    for values in rows(connection, _ORDERS):
        row = _readable(dict(zip((*ORDER_COLUMNS, "canonical"), values, strict=True)))
        entry_of = announced.pop(row["id"], None)
        if entry_of is None:
            yield finding("order_unrecorded", N_("акт не записан в журнале аудита"), "orders", row["id"])
        else:
            yield from _order(row, entry_of)
        if not row["is_imported"]:
            place = Numbered(row["year"], row["ordinal"], row["suffix"], row["dated_on"], row["id"])
            numbers[row["register_id"]].append(place)
    for entry in announced.values():
        yield entry.finding("order_missing", N_("записанного акта нет"), table="orders", row=entry.order)
    yield from _registers(connection, numbers)


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """SQLite keeps a truth as 0 or 1; dates are compared as written."""
    truth = {0: False, 1: True}
    imported = row["is_imported"]
    return {**row, "dated_on": day(row["dated_on"]), "is_imported": truth.get(imported, imported)}


def _order(row: Mapping[str, Any], entry: Entry) -> Iterator[Finding]:
    def told(code: str, what: str) -> Finding:
        return entry.finding(code, what, table="orders", row=row["id"])

    imported = entry.action == AuditAction.ORDER_IMPORT
    if entry.authority != row["authority_id"] or imported is not row["is_imported"]:
        yield told("order_differs", N_("акт записан в другом журнале или другим действием"))
    if _fingerprint(row) != entry.data.get("row"):
        yield told("order_changed", N_("строка акта изменена"))
    if imported:
        if row["canonical"] or row["sha256"]:
            yield told("order_changed", N_("у акта из документа появился текст"))
        return
    if hashed(row["canonical"]) != row["sha256"]:
        yield told("order_text_changed", N_("текст акта изменён"))
    text = read_json(row["canonical"])
    announced = all(entry.data.get(name) == row[column] for name, column in _ANNOUNCED)
    repeated = all(text.get(name) == row[column] for name, column in _REPEATED)
    if not (announced and repeated and text.get("parts") == entry.data.get("parts")):
        yield told("order_differs", N_("акт не тот, что записан: номер, дата, заголовок или состав"))


def _fingerprint(row: Mapping[str, Any]) -> str:
    try:
        return order_row_sha256(row)
    except (TypeError, UnicodeEncodeError):  # a damaged value that no row was ever written with
        return ""


def _registers(connection: Connection, numbers: Mapping[int, list[Numbered]]) -> Iterator[Finding]:
    """Own registers count without a gap and their dates do not go back; external ones give no number twice."""
    set_firsts = {
        (entry.data.get("register"), entry.data.get("year"), entry.data.get("first_number"))
        for entry in entries(connection, (AuditAction.REGISTER_SET,))
    }
    query = (
        "SELECT id, kind, restarts_yearly, year, first_number, last_number, last_on FROM registers ORDER BY id"
    )
    for register, kind, yearly, year, first, last, last_on in rows(connection, query):
        given = sorted(numbers.get(register, ()), key=_in_order)
        yield from _twice(given)
        if kind != RegisterKind.OWN:
            continue
        by_year: dict[Any, list[Numbered]] = defaultdict(list)
        for one in given:
            by_year[one.year if yearly else None].append(one)
        for key, of_year in by_year.items():
            firsts = {1} | {n for id_, at, n in set_firsts if id_ == register and at in (key, None)}
            if key in (year, None):
                firsts.add(first)
            yield from _gapless(of_year, firsts)
        for earlier, later in pairwise(given):
            if later.dated_on < earlier.dated_on:
                yield finding(
                    "order_date", N_("дата акта раньше даты предыдущего номера"), "orders", later.order
                )
        if given and (given[-1].year, given[-1].ordinal, given[-1].dated_on) != (year, last, day(last_on)):
            what = N_("журнал помнит другой последний номер, чем у его последнего акта")
            yield finding("register_differs", what, "registers", register)


def _twice(given: list[Numbered]) -> Iterator[Finding]:
    for earlier, later in pairwise(given):
        if earlier[:3] == later[:3]:
            yield finding("number_twice", N_("номер в журнале дан дважды"), "orders", later.order)


def _gapless(given: list[Numbered], firsts: set[Any]) -> Iterator[Finding]:
    if given[0].ordinal not in firsts:
        yield finding("number_gap", N_("перед этим номером пропущены номера"), "orders", given[0].order)
    for earlier, later in pairwise(given):
        if later.ordinal not in (earlier.ordinal, _number(earlier.ordinal) + 1):
            yield finding("number_gap", N_("перед этим номером пропущены номера"), "orders", later.order)


def _in_order(one: Numbered) -> tuple[str, int, str]:
    return str(one.year), _number(one.ordinal), str(one.suffix)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def documents(connection: Connection) -> Iterator[Finding]:
    """Each printed document with the entry that holds its hash, and the other way round."""
    announced: dict[tuple[Any, Any], Entry] = {}
    for entry in entries(connection, (AuditAction.ORDER_RENDER,)):
        key = (entry.order, entry.data.get("format"))
        if key in announced:
            yield entry.finding("document_twice", N_("документ записан второй раз"), table="order_documents")
        announced[key] = entry
    query = (
        "SELECT d.id, d.authority_id, d.order_id, d.format, d.sha256, d.rendered_at, b.sha256, o.id"
        " FROM order_documents d"
        " LEFT JOIN blobs b ON b.sha256 = d.sha256 LEFT JOIN orders o ON o.id = d.order_id ORDER BY d.id"
    )
    for row, authority, order, kind, sha256, at, stored, of_order in rows(connection, query):
        entry_of = announced.pop((order, kind), None)
        if entry_of is None:
            yield finding("document_unrecorded", N_("документ не записан в журнале"), "order_documents", row)
        elif (entry_of.authority, entry_of.data.get("sha256"), entry_of.at) != (authority, sha256, moment(at)):
            what = N_("документ не тот, что записан: другой хэш или время")
            yield entry_of.finding("document_changed", what, table="order_documents", row=row)
        if stored is None or of_order is None:
            yield finding("document_lost", N_("нет файла или акта этого документа"), "order_documents", row)
    for entry in announced.values():
        yield entry.finding("document_missing", N_("записанного документа нет"), table="order_documents")


def files(connection: Connection) -> Iterator[Finding]:
    """Every stored file is named by the hash of its bytes."""
    for sha256, size, content in rows(connection, "SELECT sha256, size, content FROM blobs", batch=1):
        stored = stored_bytes(content)
        if hashed(stored) != sha256 or len(stored) != size:
            yield Finding("file_changed", say(N_("байты файла изменены")), table="blobs", row=str(sha256))
