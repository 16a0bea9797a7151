"""«На утверждении», once: a case enters by a packet, returns with it, and leaves by its act."""

from __future__ import annotations

from workflow.states.definition import (
    N_,
    Comment,
    Guard,
    PacketKind,
    Role,
    State,
    Transition,
)

ON_APPROVAL = "on_approval"


def on_approval(*, due: int = 5) -> State:
    return State(
        name=ON_APPROVAL, title=N_("На утверждении"), waits_for=Role.APPROVER | Role.SIGNATORY, due=due
    )


def by_packet(
    kind: PacketKind,
    *,
    noun: str,
    source: str,
    dest: str,
    submit: str,
    approve: str,
    guards: tuple[Guard, ...],
    warnings: tuple[Guard, ...] = (),
) -> tuple[Transition, ...]:
    """The four steps of one packet kind; `noun` ends the names, `submit` and `approve` are the titles."""
    return (
        Transition(
            name=f"submit_{noun}",
            title=submit,
            source=source,
            dest=ON_APPROVAL,
            by=Role.METHODIST,
            guards=guards,
            warnings=warnings,
            packet=kind,
        ),
        Transition(
            name=f"withdraw_{noun}",
            title=N_("Отозвать с утверждения"),
            source=ON_APPROVAL,
            dest=source,
            by=Role.METHODIST,
            comment=Comment.OPTIONAL,
            packet=kind,
        ),
        Transition(
            name=f"return_{noun}",
            title=N_("Вернуть на доработку"),
            source=ON_APPROVAL,
            dest=source,
            by=Role.APPROVER,
            comment=Comment.REQUIRED,
            packet=kind,
        ),
        Transition(
            name=f"approve_{noun}",
            title=approve,
            source=ON_APPROVAL,
            dest=dest,
            by=Role.ACT,
            packet=kind,
        ),
    )
