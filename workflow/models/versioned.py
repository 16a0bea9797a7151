"""Versions that tell of what people see: a reminder that went out makes nobody's page stale."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import event, inspect
from sqlalchemy.orm.attributes import get_history

from workflow.models.base import Base

#: Kept up by jobs, shown to nobody.
UNSEEN = frozenset({"next_notice_at"})
T = TypeVar("T", bound=type[Base])


def bumped_by_what_is_seen(model: T) -> T:
    """For a mapper with `version_id_generator: False`: bump once a flush, unless only UNSEEN changed.

    The UPDATE still compares the version that was read, so two writers never overwrite each other.
    """
    event.listen(model, "before_update", _bump)
    return model


def _bump(_mapper: Any, _connection: Any, row: Any) -> None:
    touched = inspect(row).committed_state  # asking all the rest would cost more than the UPDATE
    changed = {name for name in touched if get_history(row, name).has_changes()}
    if changed - UNSEEN and "version" not in changed:
        row.version += 1
