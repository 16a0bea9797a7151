"""One hash over a row that never changes: the entry that announces the row holds it, so no column can drift.

The columns are listed here for good. A column that is added to such a table later needs a fingerprint of its
own under another name; `search` is left out, because it is an index that may be built anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from workflow.audit.canonical import canonical_json
from workflow.models.body import Protocol, ProtocolReturn
from workflow.models.deliverable import DeliverableDocument
from workflow.models.order import Order
from workflow.models.packet import DecisionRecord

ORDER_COLUMNS = (
    "id",
    "authority_id",
    "run_id",
    "register_id",
    "packet_id",
    "kind",
    "act_type",
    "number_text",
    "ordinal",
    "suffix",
    "year",
    "dated_on",
    "title",
    "sha256",
    "signed_by_id",
    "registered_by_id",
    "registered_at",
    "is_imported",
    "source",
)
DECISION_COLUMNS = (
    "authority_id",
    "packet_id",
    "dated_on",
    "reason",
    "decided_by_id",
    "decided_at",
    "sha256",
)
PROTOCOL_COLUMNS = (
    "id",
    "body_id",
    "year",
    "ordinal",
    "suffix",
    "number_text",
    "dated_on",
    "about",
    "file_name",
)
DELIVERABLE_COLUMNS = (
    "id",
    "authority_id",
    "run_id",
    "deliverable",
    "kind",
    "event_id",
    "stage",
    "project_id",
    "performer_id",
    "title",
    "file_name",
    "recorded_at",
    "recorded_by_id",
    "on_behalf_of",
    "channel",
    "happened_on",
    "file_sha256",
)
RETURN_COLUMNS = ("id", "authority_id", "protocol_id", "packet_id", "reason")


def order_row_sha256(order: Order | Mapping[str, Any]) -> str:
    """`row` of order:register and order:import. Of a row of the table or of the values it will have."""
    return _row_sha256(ORDER_COLUMNS, order)


def decision_row_sha256(decision: DecisionRecord | Mapping[str, Any]) -> str:
    """`row` of record:write."""
    return _row_sha256(DECISION_COLUMNS, decision)


def protocol_row_sha256(protocol: Protocol | Mapping[str, Any]) -> str:
    """`row` of protocol:record: all that is on the paper; the file goes by its hash under the name `file`."""
    values = (
        protocol
        if isinstance(protocol, Mapping)
        else {column: getattr(protocol, column) for column in (*PROTOCOL_COLUMNS, "file_sha256")}
    )
    return _row_sha256((*PROTOCOL_COLUMNS, "file"), {**values, "file": values["file_sha256"]})


def return_row_sha256(returned: ProtocolReturn | Mapping[str, Any]) -> str:
    """`row` of packet:return, where a protocol returned the packet."""
    return _row_sha256(RETURN_COLUMNS, returned)


def deliverable_row_sha256(document: DeliverableDocument | Mapping[str, Any]) -> str:
    """`row` of deliverable:hand_in: every column there is."""
    return _row_sha256(DELIVERABLE_COLUMNS, document)


def _row_sha256(columns: tuple[str, ...], row: object) -> str:
    values = row if isinstance(row, Mapping) else {column: getattr(row, column) for column in columns}
    text = canonical_json({column: values[column] for column in columns})
    return hashlib.sha256(text.encode()).hexdigest()
