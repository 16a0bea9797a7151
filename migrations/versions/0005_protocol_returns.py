"""packets that a body sent back as a whole

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from workflow.models import append_only

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

PLACES = {'authority_id': 'authorities', 'protocol_id': 'protocols', 'packet_id': 'packets'}


def upgrade() -> None:
    op.create_table('protocol_returns',
    sa.Column('id', sa.Integer(), nullable=False),
    *(sa.Column(name, sa.Integer(), nullable=False) for name in PLACES),
    sa.Column('reason', sa.Text(), nullable=False),
    *(sa.ForeignKeyConstraint([name], [f'{table}.id'], name=op.f(f'fk_protocol_returns_{name}_{table}')) for name, table in PLACES.items()),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_protocol_returns'))
    )
    for name in ('protocol_id', 'packet_id'):
        op.create_index(op.f(f'ix_protocol_returns_{name}'), 'protocol_returns', [name], unique=False)
    append_only.install(op.get_bind())


def downgrade() -> None:
    op.drop_table('protocol_returns')
