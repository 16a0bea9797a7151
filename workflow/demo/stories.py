"""What has happened in each authority this school year. Invented: no document tells of it."""

from __future__ import annotations

from collections.abc import Callable

from workflow.demo.story import COMMON, INDIVIDUAL
from workflow.demo.year import Year
from workflow.models.case import NetworkType
from workflow.states.definition import PacketKind

CONCLUSION = (
    "Преобладает дефицит кадров и методической поддержки; школе нужен партнёр с сильной предметной командой."
)


FESTIVAL = "Фестиваль открытых уроков «Учимся вместе»"
INTENSIVES = "День образовательных интенсивов"
LESSON = "Открытый урок наставника и молодого учителя"
SEMINAR = "Семинар управленческих команд"


def kirovsk(story: Year) -> None:
    """Plans of three schools are approved by one order; in the pairs one is left out and the rest go on."""
    first = ("shumskaya", "sinyavinskaya", "putilovskaya")
    story.opened(72, *first, "nazievskaya")
    for school in first:
        story.deficits(
            70,
            school,
            ("Мало учителей с опытом подготовки к ОГЭ по математике", INDIVIDUAL),
            ("Оценивание в 5–7 классах не связано с планируемыми результатами", COMMON),
        )
        story.plan(
            68,
            school,
            ("Открытые уроки учителей школы-партнёра", "partner", "до 30.04.{spring}", "аналитическая справка"),
            ("Анализ оценивания в 5–7 классах", "school", "до 25.12.{autumn}", "справка заместителя директора"),
            ("Консультации для учителей математики", "methodist", "ежемесячно", "журнал консультаций"),
        )
        story.moved(66, school, "send_plan_to_school", reason="Связь мер с дефицитами уточняется с партнёром")
        story.read_by_school(64, school)
    story.put_up(62, PacketKind.PLAN, *first, reason="Связь мер с дефицитами уточняется с партнёром")
    story.signed_off(61, "shumskaya", "Меры названы конкретно")
    story.ordered(60, "shumskaya")
    story.paired(54, "shumskaya", "shlisselburgskaya_1", NetworkType.INSTRUMENTAL, why="Сильная математика")
    story.paired(54, "sinyavinskaya", "shlisselburgskaya_1", NetworkType.INSTRUMENTAL)
    story.paired(16, "putilovskaya", "priladozhskaya", NetworkType.INSTRUMENTAL)
    story.consented(50, "shumskaya", "shlisselburgskaya_1")
    story.consented(50, "sinyavinskaya", "shlisselburgskaya_1")
    story.consented(15, "putilovskaya", "priladozhskaya")
    story.put_up(48, PacketKind.PAIR_LIST, "shumskaya", "sinyavinskaya")
    story.ordered(46, "shumskaya")
    story.evidence(30, "shumskaya", "Договор о сетевом взаимодействии подписан обеими школами")

    together = ("shumskaya", "sinyavinskaya")
    story.event(44, FESTIVAL, in_days=14, guests=together, hosts=("shlisselburgskaya_1",), form="фестиваль")
    story.announced(40, FESTIVAL, by_order=True)
    story.held(
        30,
        FESTIVAL,
        ("shumskaya", ("учитель математики", "учитель начальных классов"), 24),
        ("sinyavinskaya", ("учитель математики",), 18),
        ("shlisselburgskaya_1", ("учитель математики", "учитель информатики"), 0),
    )
    story.reflected(
        24,
        FESTIVAL,
        ("shumskaya", "Приёмы устного счёта взяли в работу, нужен повтор для 7 классов"),
        ("sinyavinskaya", "Полезнее всего разбор урока сразу после показа"),
    )
    story.finished(20, FESTIVAL, by_order=True)
    story.event(
        8, "Мастер-класс «Оценивание для развития»", in_days=20, guests=together, hosts=("shlisselburgskaya_1",)
    )

    story.moved(9, "sinyavinskaya", "review_events")

    story.put_up(5, PacketKind.PAIR_LIST, "putilovskaya")

    story.deficits(24, "nazievskaya", ("Нет учителя физики", INDIVIDUAL))
    story.plan(
        12,
        "nazievskaya",
        ("Общие лабораторные с партнёром", "partner", "до 30.04.{spring}", "журнал работ"),
    )
    story.moved(6, "nazievskaya", "send_plan_to_school", reason="Срок второй меры уточняется")

    story.opened(20, "sukhovskaya", "otradenskaya_3")
    story.deficits(5, "sukhovskaya", ("Низкая мотивация в 8–9 классах", None), ("Нет педагога-психолога", None))
    story.suspended(9, "otradenskaya_3", "Капитальный ремонт здания до конца четверти")


def gatchina(story: Year) -> None:
    """No order at all: every decision is a record with its ground."""
    first = ("siverskaya_oosh", "susaninskaya_sosh", "druzhnogorskaya_sosh", "nikolskaya_oosh")
    story.opened(65, *first, "kobralovskaya_oosh", "elizavetinskaya_sosh")
    for school in first:
        story.deficits(
            60,
            school,
            ("Смысловое чтение во всех классах", COMMON),
            ("Подготовка к ОГЭ по химии", INDIVIDUAL),
        )
        story.answered(58, school)
        story.concluded(55, school, CONCLUSION)
    story.put_up(52, PacketKind.DIAGNOSIS, *first)
    story.decided(50, "siverskaya_oosh", "Результаты самодиагностики обсуждены на совещании, замечаний нет")
    story.paired(45, "siverskaya_oosh", "gatchinskaya_sosh_2", why="Рядом, сильная команда химиков")
    story.paired(45, "susaninskaya_sosh", "gatchinskiy_licey_3")
    story.paired(3, "druzhnogorskaya_sosh", "siverskaya_gimnaziya")
    story.consented(40, "siverskaya_oosh", "gatchinskaya_sosh_2")
    story.consented(40, "susaninskaya_sosh", "gatchinskiy_licey_3")
    story.put_up(38, PacketKind.PAIR_LIST, "siverskaya_oosh", "susaninskaya_sosh")
    story.decided(36, "siverskaya_oosh", "Партнёры согласны, нагрузка лицея и школы № 2 допустима")
    story.event(
        34,
        INTENSIVES,
        in_days=4,
        guests=first,
        hosts=("gatchinskaya_sosh_2",),
        form="единый день",
        audiences=("heads", "teachers", "pupils", "parents"),
    )
    story.announced(33, INTENSIVES, by_order=False)
    story.held(
        30,
        INTENSIVES,
        ("siverskaya_oosh", ("учитель химии", "директор"), 31),
        ("susaninskaya_sosh", ("учитель химии",), 22),
    )
    story.reflected(28, INTENSIVES, ("siverskaya_oosh", "Разбор заданий ОГЭ повторим в марте"))
    story.finished(26, INTENSIVES, by_order=False)
    story.moved(22, "siverskaya_oosh", "review_events")
    story.moved(21, "siverskaya_oosh", "finish_events")
    story.indicator(
        24, "Доля выполненных пунктов индивидуальной траектории", share_of="пунктов траектории школы"
    )
    story.measured(19, "siverskaya_oosh")
    story.moved(18, "siverskaya_oosh", "submit_measurements")
    story.note(17, "siverskaya_oosh", "Диагностические работы показывают рост, траектория выполняется.")
    story.put_up(17, PacketKind.RESULTS, "siverskaya_oosh")
    story.decided(16, "siverskaya_oosh", "Итоги круга обсуждены на совещании руководителей")
    story.moved(15, "siverskaya_oosh", "finish_monitoring")
    story.reported(
        14,
        "siverskaya_oosh",
        "Индивидуальная траектория выполнена досрочно, школа вышла из зоны низких результатов.",
        "Продолжить участие в днях образовательных интенсивов",
    )
    story.put_up(13, PacketKind.CLOSING, "siverskaya_oosh")
    story.decided(11, "siverskaya_oosh", "Итог подтверждён результатами диагностических работ")

    story.deficits(
        6, "kobralovskaya_oosh", ("Нет учителя информатики", INDIVIDUAL), ("Читательская грамотность", None)
    )
    story.answered(4, "kobralovskaya_oosh")
    story.deficits(9, "elizavetinskaya_sosh", ("Читательская грамотность", COMMON))
    story.answered(6, "elizavetinskaya_sosh")
    story.concluded(4, "elizavetinskaya_sosh", "Достаточно общего дня образовательных интенсивов.")
    story.put_up(2, PacketKind.DIAGNOSIS, "elizavetinskaya_sosh")
    story.opened(
        5,
        "kobrinskaya_oosh",
        "kommunarskaya_sosh_1",
        "gatchinskaya_sosh_11",
        "lukashevskaya_sosh",
        "vysokoklyuchevaya_sosh",
        "plamenskaya_sosh",
    )


def tbilissky(story: Year) -> None:
    """The self-diagnosis is under way; one school has answered and waits for the methodist."""
    story.opened(9, "school_2", "school_3", "school_4", "school_5", "school_6", "school_8")
    story.deficits(
        4, "school_8", ("Результаты ЕГЭ ниже по всем предметам", INDIVIDUAL), ("Нагрузка 20–30 часов", COMMON)
    )
    story.answered(3, "school_8")
    story.concluded(1, "school_8", CONCLUSION)
    story.deficits(2, "school_3", ("Нет ставки заместителя по методработе", COMMON))


def sosva(story: Year) -> None:
    """No diagnosis stage: the plan first, decided by a protocol of the working group."""
    story.opened(30, "СОШ № 1", "СОШ № 2", "СОШ № 3", "СОШ № 4", "ООШ № 5")
    story.deficits(26, "СОШ № 1", ("Управленческая команда не обучена", COMMON))
    for school in ("СОШ № 1", "СОШ № 2"):
        story.plan(
            20,
            school,
            ("Обучение управленческой команды", "school", "до 20.12.{autumn}", "приказ школы"),
            ("Консультации по оценке качества", "methodist", "ежемесячно", "журнал консультаций"),
        )
    story.put_up(8, PacketKind.PLAN, "СОШ № 1", "СОШ № 2", reason="Дефициты второй школы уточняются")
    story.event(6, SEMINAR, in_days=18, guests=("СОШ № 1", "СОШ № 2", "СОШ № 3"), form="семинар")


def kirishi(story: Year) -> None:
    """Work goes by projects: after the first event the curator and the head still owe some of their papers."""
    story.curated(20, 1, "methodist")
    story.performer(20, "dept_head", "council")
    story.event(
        15,
        LESSON,
        in_days=10,
        guests=("СОШ № 2", "СОШ № 3"),
        hosts=("Лицей № 1",),
        form="открытый урок",
        project=1,
    )
    story.announced(14, LESSON, by_order=False)
    story.held(
        5,
        LESSON,
        ("СОШ № 2", ("учитель математики", "учитель физики"), 0),
        ("Лицей № 1", ("учитель математики",), 0),
    )
    story.paper(3, "methodist", ("curator_reports", "справки"), LESSON, "Справка об открытом уроке")
    story.paper(2, "council", ("head_reports", "отчёты"), LESSON, "Отчёт о первом мероприятии проекта")
    story.opened(6, "СОШ № 2", "СОШ № 3", "СОШ № 5", "СОШ № 7")
    story.deficits(2, "СОШ № 2", ("Слабая преемственность начальной и основной школы", None))


STORIES: dict[str, Callable[[Year], None]] = {
    "kirovsk": kirovsk,
    "gatchina": gatchina,
    "tbilissky": tbilissky,
    "sosva": sosva,
    "kirishi": kirishi,
}
