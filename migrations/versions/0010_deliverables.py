"""papers that a programme wants of its performers, and who performs a role of its document in a run

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from workflow.models import append_only
from workflow.models.base import Utc

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('run_performers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_run_performers_authority_id_authorities')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_run_performers_person_id_people')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_run_performers_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_run_performers')),
    sa.UniqueConstraint('run_id', 'role', name=op.f('uq_run_performers_run_id'))
    )
    op.create_table('deliverable_documents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('deliverable', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('performer_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.CheckConstraint("(event_id IS NULL) = (stage <> '')", name=op.f('ck_deliverable_documents_place')),
    sa.CheckConstraint('file_sha256 IS NOT NULL', name=op.f('ck_deliverable_documents_file')),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_deliverable_documents_authority_id_authorities')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_deliverable_documents_event_id_events')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_deliverable_documents_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['performer_id'], ['people.id'], name=op.f('fk_deliverable_documents_performer_id_people')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_deliverable_documents_project_id_projects')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_deliverable_documents_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_deliverable_documents_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliverable_documents'))
    )
    op.create_index(op.f('ix_deliverable_documents_run_id_id'), 'deliverable_documents', ['run_id', 'id'], unique=False)
    op.create_index(op.f('ix_deliverable_documents_event_id_id'), 'deliverable_documents', ['event_id', 'id'], unique=False)
    append_only.install(op.get_bind())


def downgrade() -> None:
    op.drop_table('deliverable_documents')
    op.drop_table('run_performers')
