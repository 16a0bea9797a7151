"""who keeps a body's protocols, and from which day it decides nothing

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('bodies', schema=None) as bodies:
        bodies.add_column(sa.Column('kept_by', sa.Text(), server_default='', nullable=False))
        bodies.add_column(sa.Column('closed_on', sa.Date(), nullable=True))
        bodies.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('bodies', schema=None) as bodies:
        for name in ('version', 'closed_on', 'kept_by'):
            bodies.drop_column(name)
