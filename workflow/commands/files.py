"""Storing what people upload: bytes by their fingerprint, names that cannot hurt, kinds that open nothing."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from sqlalchemy.dialects import postgresql, sqlite

from workflow.commands.errors import BadInput
from workflow.commands.work import Work
from workflow.models.blob import MAX_BLOB_BYTES, Blob
from workflow.states.definition import N_, say

ZIP = (b"PK\x03\x04",)
OLD_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
#: Ending of a name -> how such a file begins. Nothing is ever opened: it is stored and given back as it came.
KINDS: dict[str, tuple[bytes, ...]] = {
    "csv": (),
    "doc": OLD_OFFICE,
    "docx": ZIP,
    "jpeg": (b"\xff\xd8\xff",),
    "jpg": (b"\xff\xd8\xff",),
    "odp": ZIP,
    "ods": ZIP,
    "odt": ZIP,
    "pdf": (b"%PDF",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "ppt": OLD_OFFICE,
    "pptx": ZIP,
    "rtf": (b"{\\rtf",),
    "txt": (),
    "xls": OLD_OFFICE,
    "xlsx": ZIP,
    "zip": ZIP,
}
LONGEST_NAME = 120
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def keep_file(work: Work, content: bytes) -> str:
    """Store the bytes once, whoever brings them; answer their sha256."""
    if not content:
        raise BadInput("file", say(N_("Файл пуст. Выберите другой или сохраните его ещё раз")))
    if len(content) > MAX_BLOB_BYTES:
        raise BadInput("file", say(N_("Файл больше 20 МБ. Сожмите его или дайте ссылку")))
    sha256 = hashlib.sha256(content).hexdigest()
    dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    work.session.execute(
        dialect.insert(Blob)
        .values(sha256=sha256, size=len(content), content=content, stored_at=work.now)
        .on_conflict_do_nothing()
    )
    return sha256


def checked_name(file_name: str, content: bytes) -> str:
    """The name to give the file back under, once its ending is one of ours and its bytes agree with it."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", file_name)[-1])
    name = _NOT_IN_A_NAME.sub("", name).strip(". ")
    stem, _, ending = name.rpartition(".")
    begins = KINDS.get(ending.lower())
    if begins is None or not stem:
        raise BadInput(
            "file",
            say(N_("Такой файл сдать нельзя. Сохраните его как PDF, DOCX, XLSX, JPG или PNG и выберите снова")),
        )
    text_with_zeros = not begins and b"\x00" in content
    if text_with_zeros or (begins and not content.startswith(begins)):
        raise BadInput(
            "file",
            say(
                N_("Внутри файла не то, что обещает имя (.%(ending)s). Сохраните его снова и выберите ещё раз"),
                ending=ending.lower(),
            ),
        )
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
