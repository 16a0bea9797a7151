"""One file per thing the outside may ask. The only writers.

    run(ApprovePacket(key=..., packet_id=7, version=3), actor_id=person.id, now=clock.now())

Importing this package registers every handler.
"""

import importlib
import pkgutil

from workflow.commands.errors import (
    BadInput,
    NotAllowed,
    NotHere,
    Stale,
)
from workflow.commands.work import Command, Result, Work, handles, run

__all__ = ["BadInput", "Command", "NotAllowed", "NotHere", "Result", "Stale", "Work", "handles", "run"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
