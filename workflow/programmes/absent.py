"""What a document does not give, said aloud: absent is not zero, and nothing here stops a programme."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.programmes.plan import Point
from workflow.programmes.schema import Programme
from workflow.programmes.wording import N_, Message, say


def absent(programme: Programme) -> tuple[Message, ...]:
    """Sentences for the page of the programme, in the order of its sections."""
    return (*_of_the_passport(programme), *_of_schools(programme), *_of_work(programme))


def _of_the_passport(programme: Programme) -> Iterator[Message]:
    passport = programme.passport
    if passport.period is None:
        yield say(N_("Срок программы не назван."))
    if passport.region is None:
        yield say(N_("Регион не назван."))
    if passport.goal is None:
        yield say(N_("Цель не сформулирована."))
    if passport.model is None:
        yield say(N_("Тип модели не назван."))
    if not programme.authority.act_types:
        yield say(N_("Вид актов органа (приказ, распоряжение) не назван."))
    if not programme.legal_basis:
        yield say(N_("Правовые основания не перечислены."))
    if not programme.funding:
        yield say(N_("О деньгах документ не говорит."))
    elif not any(_names_a_sum(source) for source in programme.funding):
        yield say(N_("Источники денег названы, суммы — нет."))


def _names_a_sum(source: Point) -> bool:
    """Documents describe money freely: a number beside the source is taken for its sum."""
    return any(isinstance(one, int | float) and not isinstance(one, bool) for one in source.details.values())


def _of_schools(programme: Programme) -> Iterator[Message]:
    people = programme.participants
    if not people.schools:
        yield say(N_("Школы не названы поимённо: их вносит методист."))
    for category in people.categories:
        if category.schools == ():
            yield say(N_("Раздел «%(title)s» есть, но школ в нём нет."), title=category.title)
        elif category.schools is None and category.count is not None and people.schools:
            yield say(
                N_("Школы категории «%(title)s» не названы, указано только их число: %(number)d."),
                title=category.title,
                number=category.count,
            )
    if not programme.pairs:
        yield say(N_("Пары школ не заданы."))
    if not programme.contracts:
        yield say(N_("Договоры между школами не названы."))


def _of_work(programme: Programme) -> Iterator[Message]:
    if not programme.orders:
        yield say(N_("Актов органа в документе нет."))
    elif any(order.number is None or order.date is None for order in programme.orders):
        yield say(N_("Есть акты без номера или даты: их вносит делопроизводитель."))
    if not programme.protocols:
        yield say(N_("Протоколов в документе нет."))
    if not programme.activities:
        yield say(N_("Плана мероприятий в документе нет."))
    elif any(row.timing is not None and row.timing.asks_year for row in programme.activities):
        yield say(N_("В плане есть месяцы без года: год спросим при запуске."))
    if not programme.events:
        yield say(N_("О проведённых событиях документ не говорит."))
    yield from _of_indicators(programme)
    if not programme.recommendations:
        yield say(N_("Адресных рекомендаций в документе нет."))
    if not programme.risks:
        yield say(N_("Риски не названы."))
    if not programme.inconsistencies:
        yield say(N_("Противоречия в документе не записаны."))


def _of_indicators(programme: Programme) -> Iterator[Message]:
    if not programme.indicators:
        yield say(N_("Показателей в документе нет."))
    elif all(one.qualitative for one in programme.indicators):
        yield say(N_("Все показатели — словами, чисел нет."))
    elif any(
        not (one.qualitative or one.targets or one.baseline or one.reported) for one in programme.indicators
    ):
        yield say(N_("У части показателей нет ни базы, ни плана, ни значения."))
