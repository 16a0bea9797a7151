"""The corpus: texts, ids, days and files that people paste, mistakes send and attackers try."""

from __future__ import annotations

SEED = 20261122
#: Three words that must never come out as they went in: a tag, a product of a template, a header.
TAG, PRODUCT, HEADER = "<opora-probe>", "1787569", "X-Opora-Probe"
TEXTS = {
    "sql": "'; DROP TABLE cases; -- \" OR 1=1",
    "tag": f"\"'>{TAG}<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{1337*1337}} ${1337*1337} #{1337*1337} {% set x = 1 %} %(num)s %s {0}",
    "header": f"a\r\n{HEADER}: 1\r\n\r\n%0d%0a{HEADER}: 1",
    "nul": "до\x00после",
    "turned": "акт\u202eexe.fdp\u2066\u200f",
    "parts": "и\u0306 е\u0308 a\u030a",
    "emoji": "👩🏽‍🏫🏳️‍🌈🇷🇺 №№ «ёЁ»—…",
    "alike": "Aкт аdmin@kirоvsk.example",  # a Latin A, Cyrillic а and о
    "formula": '=HYPERLINK("http://evil.example")',
    "path": "../../../etc/passwd\\..\\..",
    "half": "\ud800\udfff",
    "spaces": " \t\u00a0\u2003\u3000",
    "thin": "Чте\u00adние\u200b с \u200dлис\u2060та",
    "nothing": "\u200b\u200d\u2060\u3164 \ufe0f",
    "line": "x" * 5_000 + "\n" * 5_000,
    "long": "ж" * 200_000,
}
SHORT = tuple(text for family, text in TEXTS.items() if family not in ("line", "long"))
IDS = (
    *("-1", "0", "01", "2147483648", "9223372036854775808", "1e3", "1.0", "١", "%00", "1;2"),
    *("", "true", "null"),
)
DAYS = (
    *("31.02.2026", "00.00.0000", "01.01.0001", "31.12.9999", "2026-10-12", "завтра", "12.10.26"),
    "1" * 400,
)
#: Every name that a field of the product has, by what is expected in it.
NAMES = (
    *("text", "comment", "reason", "title", "why", "what", "words", "pasted", "channel", "instrument"),
    *("recommendations", "control_form", "items", "term", "letter_issuer", "letter_number", "letter_title"),
    *("preamble", "signatory_post", "full_name", "post", "email", "number", "link", "q"),
)
ID_NAMES = (
    *("version", "case_id", "case_ids", "packet", "run_id", "partner_school_id", "methodist_id", "methodist"),
    *("school", "schools", "act", "order", "acting_for", "on_paper_by", "notice", "up_to", "home", "stage"),
    *("category", "role", "kind", "answer", "ground", "recorded_for", "decision", "done", "assignee_role"),
    "network_type",
)
DAY_NAMES = ("from_on", "to_on", "last_on", "held_on", "happened_on", "due_on", "dated_on", "letter_on", "on")
#: What only an address asks for.
ASKED = (
    *("after", "before", "page", "sort", "tab", "show", "from", "to", "person", "case", "action", "state"),
    *("year", "run", "whose", "standing", "register", "authority", "finding"),
)
CURSORS = (
    "password",
    "1000000000",
    "a|b|c",
    "2026-10-12_1_1",
    "_",
    "|",
    "2026-10-12|1|2",
    "школа|9" + "9" * 30,
)
FILES = {
    "nothing in it": ("a.pdf", b""),
    "not what its name says": ("a.pdf", b"MZ\x90\x00"),
    "two endings": ("order.pdf.exe", b"%PDF-1.7"),
    "a programme": ("a.exe", b"MZ"),
    "a picture with a script": ("a.svg", b"<svg onload=alert(1)>"),
    "a page": ("a.html", b"<script>alert(1)</script>"),
    "no ending": ("a", b"%PDF-1.7"),
    "macros": ("a.docm", b"PK\x03\x04"),
}
NAMES_OF_FILES = (
    *("../../etc/passwd.pdf", "..\\..\\a.pdf", "a\x00.pdf", "\u202efdp.pdf", "ы" * 255 + ".pdf"),
    *("CON.pdf", ".pdf"),
)
