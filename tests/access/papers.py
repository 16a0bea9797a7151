"""Words that are found again wherever they come out, and what the office of the kingdom keeps on paper."""

from __future__ import annotations

from tests.world import TODAY, World
from workflow.commands.bodies import MakeBody
from workflow.commands.deliverables import HandInDocument, Told
from workflow.commands.protocol_rows import ProtocolTerms
from workflow.commands.protocols import RecordProtocol

NORTH, SOUTH = "canarynorth", "canarysouth"
#: What the programme wants of its methodist at the end of each stage.
WANTED = """
deliverables:
  - id: summary
    title: "Аналитика"
    kind: [справка]
    by: methodist
    scope: [итог этапа]
    source: "п.9"
"""


def canary(school: str, what: str, code: str = NORTH) -> str:
    return f"CANARY-{code}-{school}-{what}"


def body_of(world: World, school: str) -> str:
    return f"Совет {world.authority_id} {school}"


def protocol(world: World, code: str, school: str) -> None:
    made = MakeBody(run_id=world.run_id, title=body_of(world, school), kind="council")
    terms = ProtocolTerms(
        number="1",
        dated_on=TODAY,
        about=canary(school, "minutes", code),
        file_name="minutes.txt",
        content=canary(school, "minutes-file", code).encode(),
    )
    body_id = world.do("methodist", made)["body_id"]
    world.do("secretary", RecordProtocol(body_id=body_id, terms=terms))


def stage_of(school: str) -> str:
    return "case:diagnosis" if school == "s1" else "case:pairing"


def deliverable(world: World, code: str, school: str) -> None:
    """Nobody is named for the role yet: the methodist enters what came on paper."""
    paper = HandInDocument(
        run_id=world.run_id,
        deliverable="summary",
        kind="справка",
        stage=stage_of(school),
        title=canary(school, "summary", code),
        file_name=f"{canary(school, 'summaryfile', code)}.txt",
        content=canary(school, "summarycontent", code).encode(),
        told=Told(channel=canary(school, "channel", code), happened_on=TODAY),
    )
    world.do("methodist", paper)
