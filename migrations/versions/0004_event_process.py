"""an event keeps the version of the process that it was planned under

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

PINNED = """
UPDATE events SET process_version_id = (SELECT runs.process_version_id FROM runs WHERE runs.id = events.run_id)
"""


def upgrade() -> None:
    with op.batch_alter_table('events', schema=None) as events:
        events.add_column(sa.Column('process_version_id', sa.Integer(), nullable=True))
    op.execute(PINNED)
    with op.batch_alter_table('events', schema=None) as events:
        events.alter_column('process_version_id', existing_type=sa.Integer(), nullable=False)
        events.create_foreign_key(
            events.f('fk_events_process_version_id_process_versions'),
            'process_versions', ['process_version_id'], ['id'],
        )


def downgrade() -> None:
    with op.batch_alter_table('events', schema=None) as events:
        events.drop_constraint(events.f('fk_events_process_version_id_process_versions'), type_='foreignkey')
        events.drop_column('process_version_id')
