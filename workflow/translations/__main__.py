"""Bring the catalogues up to the source and tell what is left to translate."""

from __future__ import annotations

import sys

from workflow.translations.catalogues import LOCALES, faults, refresh


def main() -> int:
    refresh()
    left = [fault for locale in LOCALES for fault in faults(locale)]
    sys.stdout.write("".join(f"{fault}\n" for fault in left))
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
