"""`opora programme check FILE`: is the file good, with the settings beside it, and what does it leave open?

Needs neither a data folder nor a server.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from workflow.programmes.absent import absent
from workflow.programmes.findings import findings
from workflow.programmes.findings.finding import Finding, Level
from workflow.programmes.loading import bytes_of, load, sha256
from workflow.programmes.process import ORIGIN_TITLES, ProcessSettings, process_of, settings_beside
from workflow.programmes.schema import Programme
from workflow.programmes.sections import sections
from workflow.programmes.wording import BrokenProgramme, in_russian

ACCEPTED, REFUSED, UNREADABLE = 0, 1, 2


def run(path: Path, stream: TextIO, *, ours: Path | None = None) -> int:
    """Print what the file is or why it is refused; the answer is the exit code.

    `ours` holds the settings that come with Opora, for a file that has none in it and none beside it.
    """
    try:
        text = bytes_of(path)
    except OSError as error:
        print(f"{path}: {_why_unreadable(error)}", file=stream)
        return UNREADABLE
    try:
        programme = load(text, name=path.name)
        process = process_of(programme, ours, beside=settings_beside(path, programme))
    except BrokenProgramme as broken:
        for problem in broken.problems:
            print(problem, file=stream)
        if broken.more:
            print(f"…и ещё ошибок: {broken.more}", file=stream)
        print(f"{path.name}: файл не принят, ошибок: {len(broken.problems) + broken.more}", file=stream)
        return REFUSED
    for line in _report(programme, process):
        print(line, file=stream)
    print(f"{path.name}: файл принят", file=stream)
    return ACCEPTED


def _why_unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "такого файла нет"
    if isinstance(error, IsADirectoryError):
        return "это папка, а нужен файл"
    return "файл не читается: нет доступа" if isinstance(error, PermissionError) else "файл не читается"


def _report(programme: Programme, process: ProcessSettings) -> Iterator[str]:
    period = programme.passport.period
    yield f"«{programme.passport.title}»"
    yield f"Территория: {programme.passport.territory}"
    yield f"Орган: {programme.authority.name}"
    yield f"Срок: {period.shown}" if period else "Срок: не назван"
    yield f"Отпечаток: {sha256(programme)}"
    origin = ORIGIN_TITLES[process.origins["stages"]]
    yield f"Этапы сопровождения: {', '.join(process.stages)} ({origin})"
    if counted := [section for section in sections(programme) if len(section.rows) > 1]:
        yield "Записано: " + "; ".join(
            f"{section.title[0].lower()}{section.title[1:]} — {len(section.rows)}" for section in counted
        )
    yield "Чего в документе нет:"
    yield from (f"  {in_russian(sentence)}" for sentence in absent(programme))
    found = findings(programme)
    yield from _listed("Замечания", found, Level.WARNING)
    yield from _listed("К сведению", found, Level.NOTE)


def _listed(heading: str, found: tuple[Finding, ...], level: Level) -> Iterator[str]:
    chosen = [finding for finding in found if finding.level is level]
    if not chosen:
        return
    yield f"{heading}: {len(chosen)}"
    for finding in chosen:
        known = f" [{finding.known}]" if finding.known else ""
        places = "; ".join(dict.fromkeys(place.source for place in finding.places))
        yield f"  {in_russian(finding.title)}{known} ({places})" if places else f"  {in_russian(finding.title)}"
