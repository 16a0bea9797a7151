"""What has happened in each authority this school year. Invented: no document tells of it."""

from __future__ import annotations

from collections.abc import Callable

from workflow.demo.story import COMMON, INDIVIDUAL, Story
from workflow.models.case import NetworkType
from workflow.states.definition import PacketKind

CONCLUSION = (
    "Преобладает дефицит кадров и методической поддержки; школе нужен партнёр с сильной предметной командой."
)


def kirovsk(story: Story) -> None:
    """Three schools are diagnosed by one order; in the pairs one is left out and the rest go on."""
    first = ("shumskaya", "sinyavinskaya", "putilovskaya")
    story.opened(70, *first, "nazievskaya")
    for school in first:
        story.deficits(
            66,
            school,
            ("Мало учителей с опытом подготовки к ОГЭ по математике", INDIVIDUAL),
            ("Оценивание в 5–7 классах не связано с планируемыми результатами", COMMON),
        )
        story.answered(64, school)
        story.concluded(60, school, CONCLUSION)
    story.put_up(58, PacketKind.DIAGNOSIS, *first)
    story.signed_off(57, "shumskaya", "Дефициты названы конкретно")
    story.ordered(56, "shumskaya")
    for school in ("shumskaya", "sinyavinskaya"):
        story.evidence(42, school, "Протокол педагогического совета")
        story.task_done(41, school)
    story.paired(50, "shumskaya", "shlisselburgskaya_1", NetworkType.INSTRUMENTAL, why="Сильная математика")
    story.paired(50, "sinyavinskaya", "shlisselburgskaya_1", NetworkType.INSTRUMENTAL)
    story.paired(50, "putilovskaya", "priladozhskaya", NetworkType.INSTRUMENTAL)
    story.consented(47, "shumskaya", "shlisselburgskaya_1")
    story.consented(47, "sinyavinskaya", "shlisselburgskaya_1")
    story.consented(46, "putilovskaya", "priladozhskaya")
    story.put_up(12, PacketKind.PAIR_LIST, *first)
    story.left_out(10, "putilovskaya", "Приложите письмо партнёра: согласие дано только по телефону")
    story.ordered(6, "shumskaya")
    story.evidence(1, "shumskaya", "Договор о сетевом взаимодействии подписан обеими школами")

    story.deficits(24, "nazievskaya", ("Нет учителя физики", INDIVIDUAL))
    story.answered(8, "nazievskaya")
    story.concluded(3, "nazievskaya", "Нужен партнёр с учителем физики и общими лабораторными работами.")
    story.put_up(2, PacketKind.DIAGNOSIS, "nazievskaya")

    story.opened(20, "sukhovskaya", "otradenskaya_3")
    story.deficits(5, "sukhovskaya", ("Низкая мотивация в 8–9 классах", None), ("Нет педагога-психолога", None))
    story.answered(4, "sukhovskaya")
    story.suspended(9, "otradenskaya_3", "Капитальный ремонт здания до конца четверти")


def gatchina(story: Story) -> None:
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


def tbilissky(story: Story) -> None:
    """The self-diagnosis is under way; one school has answered and waits for the methodist."""
    story.opened(9, "school_2", "school_3", "school_4", "school_5", "school_6", "school_8")
    story.deficits(
        4, "school_8", ("Результаты ЕГЭ ниже по всем предметам", INDIVIDUAL), ("Нагрузка 20–30 часов", COMMON)
    )
    story.answered(3, "school_8")
    story.concluded(1, "school_8", CONCLUSION)
    story.deficits(2, "school_3", ("Нет ставки заместителя по методработе", COMMON))


def sosva(story: Story) -> None:
    story.opened(7, "СОШ № 1", "СОШ № 2", "СОШ № 3", "СОШ № 4", "ООШ № 5")
    story.deficits(3, "СОШ № 1", ("Управленческая команда не обучена", COMMON))
    story.answered(2, "СОШ № 1")


def kirishi(story: Story) -> None:
    story.opened(6, "СОШ № 2", "СОШ № 3", "СОШ № 5", "СОШ № 7")
    story.deficits(2, "СОШ № 2", ("Слабая преемственность начальной и основной школы", None))


STORIES: dict[str, Callable[[Story], None]] = {
    "kirovsk": kirovsk,
    "gatchina": gatchina,
    "tbilissky": tbilissky,
    "sosva": sosva,
    "kirishi": kirishi,
}
