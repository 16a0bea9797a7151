"""Read what the guards ask about, for many rows at once: a fixed number of statements, however many rows.

One section a stage (`sections.py` names them): a section is read only for the cases that stand in its stage,
because only the steps out of that stage ask about it.
"""

from workflow.facts.cases import facts_of
from workflow.facts.event import event_facts_of
from workflow.facts.packets import packet_facts_of
from workflow.facts.process import labels_of, process_facts, stages_of, state_title, titles_of, workflow_of

__all__ = [
    "event_facts_of",
    "facts_of",
    "labels_of",
    "packet_facts_of",
    "process_facts",
    "stages_of",
    "state_title",
    "titles_of",
    "workflow_of",
]
