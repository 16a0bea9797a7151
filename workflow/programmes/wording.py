"""Messages of this package: Russian sentences kept apart from their values until they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.states.definition import N_, Message, say

__all__ = ["N_", "BrokenProgramme", "Message", "Problem", "in_russian", "quoted", "say"]

#: More problems than anyone mends in one sitting; the last line then says that there are others.
MOST_PROBLEMS = 200


def in_russian(message: Message) -> str:
    """The sentence in the source language: for the command line, which has no catalogue.

    Messages of this package never count things, so no plural form is needed.
    """
    return message.text % dict(message.values)


def quoted(words: object) -> Message:
    """What stands in the file, between quotation marks and not longer than a line."""
    shown = str(words)
    return say(N_("«%(words)s»"), words=shown if len(shown) <= 80 else shown[:79] + "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason why a file is not accepted, in the words of the person who writes it."""

    file: str
    line: int
    where: str
    expected: Message
    found: Message

    def __str__(self) -> str:
        """One line for the command line; a page shows the parts in columns and translates them."""
        where = f", {self.where}" if self.where else ""
        return (
            f"{self.file}, строка {self.line}{where}: "
            f"ожидалось: {in_russian(self.expected)}; найдено: {in_russian(self.found)}"
        )


class BrokenProgramme(Exception):
    """The file is not accepted, and nothing of it is loaded. Carries every problem, not the first one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = tuple(sorted(problems, key=lambda problem: problem.line))
        self.problems = found[:MOST_PROBLEMS]
        self.more = max(len(found) - MOST_PROBLEMS, 0)
        super().__init__("\n".join(map(str, self.problems)))
