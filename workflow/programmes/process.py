"""How Opora runs a programme: from `process:` in its file, else from our settings, else defaults.

Every setting says where it came from, because none of them is said by the document.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from workflow.programmes.event_cycle_record import EventCycle
from workflow.programmes.loading import bytes_of, validated
from workflow.programmes.process_record import (
    KNOWN_STAGES,
    PACKETS,
    ActName,
    ProcessRecord,
    SignOffs,
    StageName,
    contradictions,
)
from workflow.programmes.record import alias_of
from workflow.programmes.schema import Programme
from workflow.programmes.tree import place, read_tree
from workflow.programmes.wording import N_, BrokenProgramme, Problem, quoted, say


class Origin(StrEnum):
    """Where a setting was found."""

    IN_FILE = "in_file"
    BESIDE_FILE = "beside_file"
    DEFAULT = "default"


ORIGIN_TITLES: Final[Mapping[Origin, str]] = {
    Origin.IN_FILE: N_("настройка Опоры, не из документа: раздел process файла программы"),
    Origin.BESIDE_FILE: N_("настройка Опоры, не из документа: файл настроек программы"),
    Origin.DEFAULT: N_("настройка Опоры, не из документа: по умолчанию"),
}

SETTING_TITLES: Final[Mapping[str, str]] = {
    "version": N_("Версия процесса"),
    "stages": N_("Этапы сопровождения по порядку"),
    "act": N_("Чем утверждается комплект"),
    "act_type": N_("Как называется акт"),
    "register": N_("Кто нумерует акты"),
    "sign_offs": N_("Согласований до утверждения"),
    "terms": N_("Сроки в рабочих днях"),
    "event_cycle": N_("Шаги мероприятия"),
    "rounds": N_("Кругов измерений"),
    "collects": N_("Кто вносит сведения школы"),
    "measures": N_("Кто вносит измерения"),
    "plan_review": N_("Читает ли школа план до утверждения"),
    "labels": N_("Свои названия"),
    "zone": N_("Часовой пояс"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSettings:
    """What the programme decides about its process. Pinned by version: a case keeps the one it began with."""

    version: int = 1
    stages: tuple[StageName, ...] = KNOWN_STAGES
    act: Mapping[str, ActName]
    act_type: str = "приказ"
    register: Literal["own", "external"] = "own"
    sign_offs: Mapping[str, SignOffs]
    terms: Mapping[str, int]
    event_cycle: EventCycle = field(default_factory=EventCycle)
    rounds: int = 1
    collects: Literal["school", "methodist"] = "school"
    measures: Literal["school", "methodist"] = "methodist"
    plan_review: Literal["school", "none"] = "school"
    labels: Mapping[str, str]
    zone: str = "Europe/Moscow"
    #: Key of the file -> where its value was found.
    origins: Mapping[str, Origin]

    def act_for(self, packet: str) -> ActName:
        return self.act[packet]

    def sign_offs_for(self, packet: str) -> SignOffs:
        return self.sign_offs[packet]

    def term_of(self, state: str, default: int | None) -> int | None:
        """Working days a case may stand in a state: its own term, else that of its stage, else `default`."""
        return self.terms.get(state, self.terms.get(state.partition(".")[0], default))

    def as_values(self) -> dict[str, Any]:
        """Plain values by key of the file, sorted: what is stored and hashed for a pinned version."""
        return {
            "version": self.version,
            "stages": list(self.stages),
            "act": dict(sorted(self.act.items())),
            "act_type": self.act_type,
            "register": self.register,
            "sign_offs": {
                packet: list(rule.roles) or rule.count for packet, rule in sorted(self.sign_offs.items())
            },
            "terms": dict(sorted(self.terms.items())),
            "event_cycle": self.event_cycle.as_values(),
            "rounds": self.rounds,
            "collects": self.collects,
            "measures": self.measures,
            "plan_review": self.plan_review,
            "labels": dict(sorted(self.labels.items())),
            "zone": self.zone,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One line of the page of settings; `title` and `origin` are message ids."""

    key: str
    title: str
    value: Any
    origin: str


def settings_of(process: ProcessSettings) -> tuple[Setting, ...]:
    values = process.as_values()
    return tuple(
        Setting(key=key, title=title, value=values[key], origin=ORIGIN_TITLES[process.origins[key]])
        for key, title in SETTING_TITLES.items()
    )


def process_of(
    programme: Programme,
    folder: Path | None,
    *,
    beside: bytes = b"",
    known_stages: Collection[str] = KNOWN_STAGES,
) -> ProcessSettings:
    """The settings of a programme: of its file, else `beside` it, else of `folder` with `<id>.yaml` files.

    Raises BrokenProgramme.
    """
    if programme.process is not None:
        if problems := tuple(contradictions(programme.process, programme_id=programme.id, known=known_stages)):
            raise BrokenProgramme(
                Problem(
                    file=f"{programme.id}.yaml",
                    line=1,
                    where=" → ".join(map(str, ("process", *path))),
                    expected=expected,
                    found=found,
                )
                for path, expected, found in problems
            )
        return _settled(programme.process, Origin.IN_FILE, known_stages)
    text = beside or (settings_in(folder, programme) if folder is not None else b"")
    if not text:
        return _settled(ProcessRecord(), Origin.DEFAULT, known_stages)
    record = load_process(
        text, name=f"process/{programme.id}.yaml", programme_id=programme.id, known_stages=known_stages
    )
    return _settled(record, Origin.BESIDE_FILE, known_stages)


def settings_in(folder: Path, programme: Programme) -> bytes:
    """Of this programme, when the folder has them; an empty file is told from none by what it lacks."""
    path = folder / f"{programme.id}.yaml"
    return (bytes_of(path) or b"\n") if path.is_file() else b""


def settings_beside(file: Path, programme: Programme) -> bytes:
    """In the folder `process` beside the programme's own file."""
    return settings_in(file.parent / "process", programme)


def load_process(
    text: bytes, *, name: str, programme_id: str, known_stages: Collection[str] = KNOWN_STAGES
) -> ProcessRecord:
    """The settings in these bytes, which must say that they are of this programme."""
    root = read_tree(text, name=name)
    record, problems = validated(ProcessRecord, root, file=name)
    if record is None or problems:
        raise BrokenProgramme(problems)
    wrong = list(contradictions(record, programme_id=programme_id, known=known_stages))
    if record.version is None:
        wrong.append((("version",), say(N_("версия процесса")), say(N_("запись без этого ключа"))))
    if record.programme is None:
        wrong.append((("programme",), quoted(programme_id), say(N_("запись без этого ключа"))))
    if wrong:
        raise BrokenProgramme(
            Problem(file=name, line=root.line_of(path), where=place(root, path), expected=expected, found=found)
            for path, expected, found in wrong
        )
    return record


def _settled(record: ProcessRecord, origin: Origin, known: Collection[str]) -> ProcessSettings:
    """The record over the defaults, with the origin of every setting."""
    given = {alias_of(ProcessRecord, field) for field in record.model_fields_set}
    chosen: dict[str, Any] = {
        "version": record.version,
        "act_type": record.act_type,
        "register": record.register_kind,
        "event_cycle": record.event_cycle,
        "rounds": record.rounds,
        "collects": record.collects,
        "measures": record.measures,
        "plan_review": record.plan_review,
        "zone": record.zone,
    }
    acts, sign_offs = record.act or {}, record.sign_offs or {}
    return ProcessSettings(
        stages=record.stages or tuple(stage for stage in KNOWN_STAGES if stage in known),
        act=MappingProxyType({packet: acts.get(packet, "order") for packet in PACKETS}),
        sign_offs=MappingProxyType({packet: sign_offs.get(packet, SignOffs(0)) for packet in PACKETS}),
        terms=MappingProxyType(dict(record.terms or {})),
        labels=MappingProxyType(dict(record.labels or {})),
        origins=MappingProxyType({key: origin if key in given else Origin.DEFAULT for key in SETTING_TITLES}),
        **{key: value for key, value in chosen.items() if value is not None},
    )
