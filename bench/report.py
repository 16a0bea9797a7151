"""One line a goal: number, name, figure, goal, pass or short."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`figure` and `goal` are in the unit of `shown`; `at_least` tells which way is good."""

    number: int
    name: str
    figure: float
    goal: float
    shown: str
    at_least: bool = True

    @property
    def passed(self) -> bool:
        return self.figure >= self.goal if self.at_least else self.figure <= self.goal

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        figure, goal = self.shown % self.figure, self.shown % self.goal
        word = "pass" if self.passed else "short"
        return f"{self.number:>2}  {self.name:<58} {figure:>14}  {sign} {goal:<12} {word}"


def say(line: Line) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def seconds(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def cpu_seconds(deed: Callable[[], object]) -> float:
    start = time.process_time()
    deed()
    return time.process_time() - start
