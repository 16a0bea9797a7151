"""journals of the authorities' own acts are called by them: «Журнал приказов», not «Журнал: приказ»

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

TITLES = {'приказ': 'приказов', 'распоряжение': 'распоряжений', 'постановление': 'постановлений'}


def upgrade() -> None:
    for act, acts in TITLES.items():
        op.execute(f"UPDATE registers SET title = 'Журнал {acts}' WHERE title = 'Журнал: {act}'")


def downgrade() -> None:
    for act, acts in TITLES.items():
        op.execute(f"UPDATE registers SET title = 'Журнал: {act}' WHERE title = 'Журнал {acts}'")
