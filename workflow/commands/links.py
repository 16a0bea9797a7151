"""An address on the web that a person shows instead of a file."""

from __future__ import annotations

from urllib.parse import urlsplit

from workflow.commands.errors import BadInput
from workflow.states.definition import N_, say

LONGEST_LINK = 2000


def checked_link(typed: str) -> str:
    """Without the spaces around it; empty stays empty. What a browser could not follow is said at `link`."""
    link = typed.strip()
    if link and not _leads_somewhere(link):
        raise BadInput("link", say(N_("Ссылка начинается с https:// или http://. Скопируйте её целиком")))
    return link


def _leads_somewhere(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:  # a bracket without its pair reads as half of a numeric address
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(link) <= LONGEST_LINK
