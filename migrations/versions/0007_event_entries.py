"""where the entries of the record about an event are found

Revision ID: 0007
Revises: 0006
"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    table = op.create_table('event_entries',
    sa.Column('event_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('entry_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['audit_entries.id'], name=op.f('fk_event_entries_entry_id_audit_entries')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_entries_event_id_events')),
    sa.PrimaryKeyConstraint('event_id', 'entry_id', name=op.f('pk_event_entries'))
    )
    fill(op.get_bind(), table)


def fill(connection: sa.Connection, table: sa.TableClause) -> None:
    """From the bodies of entries that stand already, page by page."""
    known = set(connection.scalars(sa.text('SELECT id FROM events')))
    last = 0
    while rows := connection.execute(
        sa.text(
            'SELECT id, body FROM audit_entries WHERE id > :last AND body LIKE :named ORDER BY id LIMIT :most'
        ),
        {'last': last, 'named': '%"event":%', 'most': AT_ONCE},
    ).all():
        last = rows[-1].id
        found = [(json.loads(row.body)['data'].get('event'), row.id) for row in rows]
        values = [
            {'event_id': event, 'entry_id': entry}
            for event, entry in found
            if isinstance(event, int) and event in known
        ]
        if values:
            connection.execute(sa.insert(table), values)


def downgrade() -> None:
    op.drop_table('event_entries')
