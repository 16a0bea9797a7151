"""The order's machine: a draft is signed, then registered. After that it never changes."""

from __future__ import annotations

from workflow.states.definition import N_, Attempt, Comment, Reason, Role, Stage, State, Transition, say


def packet_not_approved(attempt: Attempt) -> Reason | None:
    if attempt.facts.order.packet_approved:
        return None
    return Reason(
        say(N_("Комплект ещё не утверждён")),
        say(N_("Сначала его утверждает должностное лицо")),
        Role.APPROVER,
    )


def number_not_given(attempt: Attempt) -> Reason | None:
    """An external register: Opora does not number, the office does."""
    order = attempt.facts.order
    if not order.number_needed or order.number_given:
        return None
    return Reason(
        say(N_("Не указаны номер и дата из журнала канцелярии")),
        say(N_("Впишите номер и дату, которые дала канцелярия")),
        Role.REGISTRAR | Role.CLERK,
    )


ORDER = Stage(
    name="order",
    title=N_("Акт"),
    initial="draft",
    states=(
        State(name="draft", title=N_("Проект"), waits_for=Role.SIGNATORY),
        State(name="signed", title=N_("Подписан"), waits_for=Role.REGISTRAR, due=1),
        State(name="registered", title=N_("Зарегистрирован"), final=True),
        State(name="withdrawn", title=N_("Отозван"), final=True),
    ),
    transitions=(
        Transition(
            name="sign_order",
            title=N_("Подписать"),
            source="draft",
            dest="signed",
            by=Role.SIGNATORY | Role.CLERK,
            guards=(packet_not_approved,),
        ),
        Transition(
            name="unsign_order",
            title=N_("Отозвать подпись до регистрации"),
            source="signed",
            dest="draft",
            by=Role.SIGNATORY | Role.CLERK,
            comment=Comment.REQUIRED,
        ),
        Transition(
            name="register_order",
            title=N_("Зарегистрировать"),
            source="signed",
            dest="registered",
            by=Role.REGISTRAR,
            guards=(packet_not_approved, number_not_given),
        ),
        Transition(
            name="withdraw_order",
            title=N_("Отозвать проект"),
            source=("draft", "signed"),
            dest="withdrawn",
            by=Role.METHODIST | Role.APPROVER,
            comment=Comment.OPTIONAL,
        ),
    ),
)
