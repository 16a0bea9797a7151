"""cases by their methodist and by the names of their schools: no list looks through an authority of any size

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

OPEN = 'closed_at IS NULL'


def upgrade() -> None:
    op.create_index(
        'ix_cases_open_of_methodist',
        'cases',
        ['methodist_id', 'authority_id', 'due_on', 'id'],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_index(op.f('ix_cases_authority_id_sort_key_id'), 'cases', ['authority_id', 'sort_key', 'id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_cases_authority_id_sort_key_id'), table_name='cases')
    op.drop_index('ix_cases_open_of_methodist', table_name='cases')
