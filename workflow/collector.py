"""The collector of garbage stands aside while the house is imported; app.py imports this first of all.

Nearly everything that an import makes stays for the life of the process. Looking through it again and again
took a quarter of the start, so it is set apart once: no later round looks at it, and processes forked from this
one go on sharing it.
"""

from __future__ import annotations

import gc

_at_work = gc.isenabled()
gc.disable()


def go_on() -> None:
    """As it was before, with what has been imported set apart."""
    gc.freeze()
    if _at_work:
        gc.enable()
