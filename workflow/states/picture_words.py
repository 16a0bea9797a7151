"""The few sentences of a picture that belong to no stage."""

from __future__ import annotations

from typing import Final

from workflow.states.definition import N_

HERE: Final = N_("Сейчас здесь")
WAITS: Final = N_("Ждёт: %(whose)s")
STAYS: Final = N_("Не меняя состояния:")
ALSO: Final = N_("Отсюда также:")
FROM_EVERYWHERE: Final = N_("Из любого открытого состояния:")
TO_THE_STATE: Final = N_("→ «%(state)s»")
BY_PERSON: Final = N_("шаг человека")
BY_PACKET: Final = N_("шаг делается вместе с комплектом")
BY_ACT: Final = N_("происходит, когда акт вступил в силу")
FINAL: Final = N_("конечное состояние")
PICTURE_OF: Final = N_("Схема состояний. Этапы: %(stages)s")
PICTURE_OF_AT: Final = N_("Схема состояний. Этапы: %(stages)s. Сейчас: %(state)s")
