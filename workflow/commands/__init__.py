"""One file per thing the outside may ask. The only writers.

    run(ApprovePacket(key=..., packet_id=7, version=3), actor_id=person.id, now=clock.now())

A command and its handler stand in one module: whoever holds the first has registered the second.
"""

from workflow.commands.errors import (
    BadInput,
    Collided,
    NotAllowed,
    NotHere,
    Stale,
)
from workflow.commands.work import Command, Result, Work, handles, run

__all__ = [
    "BadInput",
    "Collided",
    "Command",
    "NotAllowed",
    "NotHere",
    "Result",
    "Stale",
    "Work",
    "handles",
    "run",
]
