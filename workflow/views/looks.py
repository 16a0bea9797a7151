"""What a person saw of a packet in this sign-in, kept with it, so that the next look shows the difference."""

from __future__ import annotations

from datetime import datetime

from flask import session

from workflow.pages.packet import Look

KEY = "looks"
MOST = 60  # packets; the oldest look is forgotten first


def look_at(packet_id: int) -> Look | None:
    kept = session.get(KEY, {}).get(str(packet_id))
    if kept is None:
        return None
    fingerprint, at, before_at = kept
    return Look(
        fingerprint, datetime.fromisoformat(at), datetime.fromisoformat(before_at) if before_at else None
    )


def looks() -> dict[int, Look]:
    found = ((int(packet_id), look_at(int(packet_id))) for packet_id in session.get(KEY, {}))
    return {packet_id: look for packet_id, look in found if look is not None}


def remember(packet_id: int, fingerprint: str, now: datetime) -> None:
    """While the content is the same, the earlier moment stays: a second look shows the same difference."""
    before = look_at(packet_id)
    if before is not None and before.fingerprint == fingerprint:
        return
    kept = dict(session.get(KEY, {}))
    kept.pop(str(packet_id), None)
    kept[str(packet_id)] = (fingerprint, now.isoformat(), before.at.isoformat() if before else "")
    session[KEY] = dict(list(kept.items())[-MOST:])
