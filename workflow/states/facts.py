"""Everything the guards may look at, read once and set-wise before the machine is asked.

One frozen dataclass a stage. The defaults say "nothing done yet", so a reader that forgets a section
refuses rather than lets through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.states.definition import NOBODY, Act, Role


class Collects(StrEnum):
    """Who enters what a school tells: the school itself, or the methodist for it."""

    SCHOOL = "school"
    METHODIST = "methodist"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFacts:
    """What the programme decides and guards ask about."""

    collects: Collects = Collects.SCHOOL


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """True of a case at any stage."""

    suspended_on: date | None = None
    #: Titles of open tasks that must be done before the case can be closed; read while it is being closed.
    open_tasks: tuple[str, ...] = ()
    #: Titles of open tasks without a date, but for recommendations: nothing says until when they hold the case.
    undated_tasks: tuple[str, ...] = ()
    #: Open tasks with dates after the case's term: they stay on control and hold nothing open.
    later_tasks: int = 0
    #: Number of a packet that is out and holds this case.
    packet_out: int | None = None
    #: The case has ended and its school has another, open one in the same run.
    another_is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisFacts:
    category_recorded: bool = False
    deficits: int = 0
    untyped_deficits: int = 0
    conclusion_recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingFacts:
    partner: str | None = None
    school_consented: bool = False
    partner_consented: bool = False
    #: Supported schools this partner already has in the term, this one not counted, and its limit.
    partner_load: int = 0
    partner_capacity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanApprovalFacts:
    measures: int = 0
    #: Measures without a performer, a term or a control form, and without a reason why.
    incomplete: tuple[str, ...] = ()
    #: Deficits that no measure of the plan answers.
    uncovered_deficits: tuple[str, ...] = ()
    #: The programme has the school read its plan before it is approved.
    review_asked: bool = True
    #: The school agreed to the plan exactly as it is now.
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsFacts:
    """What is held for the school of a case."""

    #: Events of this school that were held, and measures of its plan that are done.
    held: int = 0
    measures_done: int = 0
    unfinished_required: tuple[str, ...] = ()
    overdue_measures: tuple[str, ...] = ()
    evidence_waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringFacts:
    measures: Collects = Collects.METHODIST
    #: The round the case measures now; None when every round of the run is approved for it.
    round_number: int | None = None
    #: Rounds after that one.
    rounds_left: int = 0
    #: Indicators of that round without a value and without a reason why there is none.
    unmeasured: tuple[str, ...] = ()
    note_recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureFacts:
    report_recorded: bool = False
    #: Measures of the school's plan that are neither done nor lifted with a reason.
    unfinished_measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketFacts:
    """True of one packet, for its own machine."""

    act: Act = Act.ORDER
    #: Cases it holds; a plan of the run or an event counts as one.
    cases: int = 0
    #: Schools whose case would refuse to be submitted now, as they are called on the page.
    unready: tuple[str, ...] = ()
    #: Everyone who put the packet up or changed it.
    authors: frozenset[int] = frozenset()
    signed_off_by: frozenset[int] = frozenset()
    sign_offs_required: int = 0
    #: Whose sign-off the programme asks for by name, and nobody of them who did not prepare it has given it.
    sign_offs_awaited: Role = NOBODY
    #: The text of the decision: the draft order, or the written reason of a record.
    text_ready: bool = False

    @property
    def sign_offs_waiting(self) -> int:
        """How many are still to come. Who signed off and edited afterwards has become an author."""
        missing = self.sign_offs_required - len(self.signed_off_by - self.authors)
        return max(missing, len(self.sign_offs_awaited), 0)

    @property
    def sign_offs_counted(self) -> int:
        """Of those that are required; where none is, all that were given."""
        if not self.sign_offs_required:
            return len(self.signed_off_by - self.authors)
        return self.sign_offs_required - self.sign_offs_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """True of one draft order, for its own machine."""

    packet_approved: bool = False
    #: An external register: the clerk types the office's number and date.
    number_needed: bool = False
    number_given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """True of one event, for its own machine."""

    announced_by_act: bool = True
    results_by_act: bool = True
    #: order, kickoff, or either: which of the two the programme begins with.
    first: str = "either"
    kickoff_held: bool = False
    schools: int = 0
    announced: bool = False
    begun: bool = False
    attendance: int = 0
    reflections_missing: tuple[str, ...] = ()
    #: Number of a packet that holds this event.
    packet_out: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    process: ProcessFacts = ProcessFacts()
    case: CaseFacts = CaseFacts()
    diagnosis: DiagnosisFacts = DiagnosisFacts()
    pairing: PairingFacts = PairingFacts()
    plan_approval: PlanApprovalFacts = PlanApprovalFacts()
    events: EventsFacts = EventsFacts()
    monitoring: MonitoringFacts = MonitoringFacts()
    closure: ClosureFacts = ClosureFacts()
    packet: PacketFacts = PacketFacts()
    order: OrderFacts = OrderFacts()
    event: EventFacts = EventFacts()
