"""Settings of a process in the words of whoever confirms them: no key of the file is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workflow.programmes.process import ORIGIN_TITLES, SETTING_TITLES, Origin
from workflow.states.definition import N_, ROLE_TITLES, Message, Role, say
from workflow.states.machine import STAGES


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting of the process in words. `title` and `origin` are message ids."""

    title: str
    values: tuple[Message, ...]
    origin: str


def settings_in_words(stored: Mapping[str, Any]) -> tuple[ShownSetting, ...]:
    """Of a process version, in the order of the page; one published before a setting was has none of it."""
    origins = stored.get("origins", {})
    return tuple(
        ShownSetting(title, _said(key, stored[key]), ORIGIN_TITLES[Origin(origins.get(key, Origin.DEFAULT))])
        for key, title in SETTING_TITLES.items()
        if key in stored
    )


#: What a packet is about, by its key in the file.
PACKET_WORDS: Final[Mapping[str, str]] = {
    "diagnosis": N_("итоги диагностики"),
    "pair_list": N_("список пар"),
    "plan": N_("план"),
    "event": N_("проведение мероприятия"),
    "event_results": N_("итоги мероприятия"),
    "results": N_("результаты"),
    "recommendations": N_("рекомендации"),
    "report": N_("отчёт"),
    "closing": N_("завершение"),
}
ACT_WORDS: Final[Mapping[str, str]] = {
    "order": N_("приказом или распоряжением"),
    "protocol": N_("решением в протоколе"),
    "record": N_("записью с основанием"),
    "none": N_("акт не нужен"),
}
REGISTER_WORDS: Final[Mapping[str, str]] = {
    "own": N_("Опора, подряд и без пропусков"),
    "external": N_("канцелярия, номер вписывает делопроизводитель"),
}
PARTY_WORDS: Final[Mapping[str, str]] = {
    "school": ROLE_TITLES[Role.SCHOOL],
    "methodist": ROLE_TITLES[Role.METHODIST],
}
REVIEW_WORDS: Final[Mapping[str, str]] = {
    "school": N_("да, до утверждения"),
    "none": N_("нет, план сразу идёт на утверждение"),
}
FIRST_STEPS: Final[Mapping[str, str]] = {
    "order": N_("Начинается с объявления"),
    "kickoff": N_("Начинается с установочного совещания"),
    "either": N_("Начинается с объявления или с совещания: возможны оба порядка"),
}


def _said(key: str, value: Any) -> tuple[Message, ...]:
    return _IN_WORDS.get(key, _as_it_stands)(value)


def _stages(value: Sequence[str]) -> tuple[Message, ...]:
    return tuple(_titled(STAGES[name].title) if name in STAGES else _words(name) for name in value)


def _acts(value: Mapping[str, str] | str) -> tuple[Message, ...]:
    """One word stands for every kind of packet."""
    if isinstance(value, str):
        return (_one_of(ACT_WORDS, value),)
    return tuple(_pair(_one_of(PACKET_WORDS, packet), _one_of(ACT_WORDS, act)) for packet, act in value.items())


def _sign_offs(value: Mapping[str, Any]) -> tuple[Message, ...]:
    """Only the packets that ask for some."""
    asked = {packet: wanted for packet, wanted in value.items() if wanted}
    if not asked:
        return (say(N_("не нужны")),)
    return tuple(
        _pair(_one_of(PACKET_WORDS, packet), one)
        for packet, wanted in asked.items()
        for one in _signers(wanted)
    )


def _signers(wanted: int | Sequence[str]) -> tuple[Message, ...]:
    if isinstance(wanted, int):
        return (_words(wanted),)
    return tuple(_titled(ROLE_TITLES[Role[name.upper()]]) for name in wanted)


def _terms(value: Mapping[str, int]) -> tuple[Message, ...]:
    if not value:
        return (say(N_("обычные сроки Опоры")),)
    return tuple(
        say(N_("%(what)s: %(days)d раб. дн."), what=_place(where), days=days) for where, days in value.items()
    )


def _place(where: str) -> Message:
    """«Диагностика» or «Диагностика, Методист изучает сведения»."""
    stage_name, _, state_name = where.partition(".")
    stage = STAGES.get(stage_name)
    if stage is None:
        return _words(where)
    states = {state.name: state for state in stage.states}
    if state_name not in states:
        return _titled(stage.title)
    return say(
        N_("%(stage)s, «%(state)s»"), stage=_titled(stage.title), state=_titled(states[state_name].title)
    )


def _cycle(value: Mapping[str, Any]) -> tuple[Message, ...]:
    """Days before the first day of an event and after its last, as its form plans them."""
    lines = [
        say(FIRST_STEPS[value["first"]]),
        say(N_("объявление: за %(days)d раб. дн. до начала"), days=value["announce"]),
        say(N_("установочное совещание: за %(days)d раб. дн. до начала"), days=value["kickoff"]),
        say(N_("отзывы: через %(days)d раб. дн. после конца"), days=value["reflect"]),
        say(N_("итоги: через %(days)d раб. дн. после конца"), days=value["results"]),
    ]
    if value["source"]:
        lines.append(say(N_("По документу: %(source)s"), source=value["source"]))
    return tuple(lines)


def _labels(value: Mapping[str, str]) -> tuple[Message, ...]:
    if not value:
        return (say(N_("нет")),)
    return tuple(say(N_("%(what)s: «%(own)s»"), what=_place(where), own=own) for where, own in value.items())


def _pair(what: Message, how: Message) -> Message:
    return say(N_("%(what)s: %(how)s"), what=what, how=how)


def _one_of(words: Mapping[str, str], value: str) -> Message:
    return _titled(words[value]) if value in words else _words(value)


def _titled(title: str) -> Message:
    return Message(title)


def _words(value: object) -> Message:
    return Message("%(words)s", values=(("words", str(value)),))


def _as_it_stands(value: object) -> tuple[Message, ...]:
    return (_words(value),)


_IN_WORDS: Final[Mapping[str, Callable[[Any], tuple[Message, ...]]]] = {
    "stages": _stages,
    "act": _acts,
    "register": lambda value: (_one_of(REGISTER_WORDS, value),),
    "sign_offs": _sign_offs,
    "terms": _terms,
    "event_cycle": _cycle,
    "collects": lambda value: (_one_of(PARTY_WORDS, value),),
    "measures": lambda value: (_one_of(PARTY_WORDS, value),),
    "plan_review": lambda value: (_one_of(REVIEW_WORDS, value),),
    "labels": _labels,
}
