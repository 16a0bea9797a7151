"""deficits that go on into the next year, and a quick way from a measure to the one that goes on with it

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('deficits', schema=None) as deficits:
        deficits.add_column(sa.Column('carried_from_id', sa.Integer(), nullable=True))
        deficits.create_foreign_key(op.f('fk_deficits_carried_from_id_deficits'), 'deficits', ['carried_from_id'], ['id'])
    op.create_index(op.f('ix_measures_carried_from_id'), 'measures', ['carried_from_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_measures_carried_from_id'), table_name='measures')
    with op.batch_alter_table('deficits', schema=None) as deficits:
        deficits.drop_constraint(op.f('fk_deficits_carried_from_id_deficits'), type_='foreignkey')
        deficits.drop_column('carried_from_id')
