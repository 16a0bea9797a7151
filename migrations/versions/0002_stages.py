"""stages

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from workflow.models import append_only
from workflow.models.base import Utc

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=True),
    sa.Column('token_sha256', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('made_at', Utc(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', Utc(), nullable=False),
    sa.Column('used_at', Utc(), nullable=True),
    sa.Column('ended_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_invitations_authority_id_authorities')),
    sa.ForeignKeyConstraint(['made_by_id'], ['people.id'], name=op.f('fk_invitations_made_by_id_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_invitations_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_invitations_token_sha256'))
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_person_id'), ['person_id'], unique=False)

    op.create_table('participants',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_participants_authority_id_authorities')),
    sa.ForeignKeyConstraint(['school_id'], ['schools.id'], name=op.f('fk_participants_school_id_schools')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participants')),
    sa.UniqueConstraint('school_id', 'search', name=op.f('uq_participants_school_id'))
    )
    op.create_table('bodies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('restarts_yearly', sa.Boolean(), nullable=False),
    sa.Column('created_by_order', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_bodies_authority_id_authorities')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_bodies_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bodies')),
    sa.UniqueConstraint('authority_id', 'name', name=op.f('uq_bodies_authority_id'))
    )
    op.create_table('event_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('every', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('created_at', Utc(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_event_series_authority_id_authorities')),
    sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_event_series_created_by_id_people')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_event_series_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_series'))
    )
    with op.batch_alter_table('event_series', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_series_run_id_id'), ['run_id', 'id'], unique=False)

    op.create_table('indicators',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('group', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('share_of', sa.Text(), nullable=False),
    sa.Column('per_school', sa.Boolean(), nullable=False),
    sa.Column('components', sa.JSON(), nullable=False),
    sa.Column('baseline_year', sa.Integer(), nullable=True),
    sa.Column('baseline', sa.Text(), nullable=True),
    sa.Column('targets', sa.JSON(), nullable=False),
    sa.Column('reported', sa.JSON(), nullable=True),
    sa.Column('computed_from', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('removed_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_indicators_authority_id_authorities')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_indicators_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators')),
    sa.UniqueConstraint('run_id', 'code', name=op.f('uq_indicators_run_id'))
    )
    op.create_table('measurement_rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_measurement_rounds_authority_id_authorities')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_measurement_rounds_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measurement_rounds')),
    sa.UniqueConstraint('run_id', 'number', name=op.f('uq_measurement_rounds_run_id'))
    )
    op.create_table('term_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('activity', sa.Text(), nullable=False),
    sa.Column('every_year', sa.Boolean(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('answered_at', Utc(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('every_year OR year IS NOT NULL', name=op.f('ck_term_answers_answered')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['people.id'], name=op.f('fk_term_answers_answered_by_id_people')),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_term_answers_authority_id_authorities')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_term_answers_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term_answers')),
    sa.UniqueConstraint('run_id', 'activity', name=op.f('uq_term_answers_run_id'))
    )
    op.create_table('projects',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('appendix', sa.Text(), nullable=False),
    sa.Column('curator_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_projects_authority_id_authorities')),
    sa.ForeignKeyConstraint(['curator_id'], ['people.id'], name=op.f('fk_projects_curator_id_people')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_projects_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_projects')),
    sa.UniqueConstraint('run_id', 'number', name=op.f('uq_projects_run_id'))
    )
    op.create_table('analytical_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_analytical_notes_authority_id_authorities')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_analytical_notes_case_id_cases')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_analytical_notes_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_analytical_notes_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['round_id'], ['measurement_rounds.id'], name=op.f('fk_analytical_notes_round_id_measurement_rounds')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_analytical_notes'))
    )
    with op.batch_alter_table('analytical_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_analytical_notes_case_id_round_id_id'), ['case_id', 'round_id', 'id'], unique=False)

    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('announce_by', sa.Date(), nullable=True),
    sa.Column('kickoff_on', sa.Date(), nullable=True),
    sa.Column('reflect_by', sa.Date(), nullable=True),
    sa.Column('results_by', sa.Date(), nullable=True),
    sa.Column('announced_on', sa.Date(), nullable=True),
    sa.Column('kickoff_held_on', sa.Date(), nullable=True),
    sa.Column('kickoff_note', sa.Text(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('reflected_on', sa.Date(), nullable=True),
    sa.Column('results_on', sa.Date(), nullable=True),
    sa.Column('cancelled_reason', sa.Text(), nullable=False),
    sa.Column('created_at', Utc(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('search', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_events_term')),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_events_authority_id_authorities')),
    sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_events_created_by_id_people')),
    sa.ForeignKeyConstraint(['parent_id'], ['events.id'], name=op.f('fk_events_parent_id_events')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_events_project_id_projects')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_events_run_id_runs')),
    sa.ForeignKeyConstraint(['series_id'], ['event_series.id'], name=op.f('fk_events_series_id_event_series')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_authority_id_from_on_id'), ['authority_id', 'from_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_run_id_state_from_on_id'), ['run_id', 'state', 'from_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_series_id_from_on'), ['series_id', 'from_on'], unique=False)

    op.create_table('measurements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('indicator_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('component', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=True),
    sa.Column('numerator', sa.Text(), nullable=True),
    sa.Column('denominator', sa.Text(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('rests_on', sa.Text(), nullable=False),
    sa.Column('why_not', sa.Text(), nullable=False),
    sa.Column('measured_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.CheckConstraint("value IS NOT NULL OR words <> '' OR why_not <> ''", name=op.f('ck_measurements_said')),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_measurements_authority_id_authorities')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_measurements_case_id_cases')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_measurements_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_measurements_indicator_id_indicators')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_measurements_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['round_id'], ['measurement_rounds.id'], name=op.f('fk_measurements_round_id_measurement_rounds')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measurements'))
    )
    with op.batch_alter_table('measurements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measurements_case_id_round_id_indicator_id_id'), ['case_id', 'round_id', 'indicator_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_measurements_indicator_id_round_id_id'), ['indicator_id', 'round_id', 'id'], unique=False)

    op.create_table('plans',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('created_at', Utc(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_plans_term')),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_plans_authority_id_authorities')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_plans_case_id_cases')),
    sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_plans_created_by_id_people')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_plans_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plans'))
    )
    with op.batch_alter_table('plans', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plans_run_id_id'), ['run_id', 'id'], unique=False)
        batch_op.create_index('uq_plans_one_of_a_case', ['case_id'], unique=True, sqlite_where=sa.text('case_id IS NOT NULL'), postgresql_where=sa.text('case_id IS NOT NULL'))

    op.create_table('protocols',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('body_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('suffix', sa.Text(), nullable=False),
    sa.Column('number_text', sa.Text(), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_protocols_authority_id_authorities')),
    sa.ForeignKeyConstraint(['body_id'], ['bodies.id'], name=op.f('fk_protocols_body_id_bodies')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_protocols_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_protocols_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_protocols_run_id_runs')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_protocols')),
    sa.UniqueConstraint('body_id', 'year', 'ordinal', 'suffix', name=op.f('uq_protocols_body_id'))
    )
    with op.batch_alter_table('protocols', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_protocols_authority_id_dated_on_id'), ['authority_id', 'dated_on', 'id'], unique=False)

    op.create_table('attendances',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('audience', sa.String(length=30), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=True),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('removed_at', Utc(), nullable=True),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.CheckConstraint('participant_id IS NULL OR people = 1', name=op.f('ck_attendances_one_person')),
    sa.CheckConstraint('people > 0', name=op.f('ck_attendances_somebody')),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_attendances_authority_id_authorities')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_attendances_event_id_events')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_attendances_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['participant_id'], ['participants.id'], name=op.f('fk_attendances_participant_id_participants')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_attendances_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['school_id'], ['schools.id'], name=op.f('fk_attendances_school_id_schools')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendances'))
    )
    with op.batch_alter_table('attendances', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendances_event_id_school_id'), ['event_id', 'school_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendances_participant_id'), ['participant_id'], unique=False)

    op.create_table('event_outputs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('removed_at', Utc(), nullable=True),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_event_outputs_authority_id_authorities')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_outputs_event_id_events')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_event_outputs_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_event_outputs_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['school_id'], ['schools.id'], name=op.f('fk_event_outputs_school_id_schools')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_outputs'))
    )
    with op.batch_alter_table('event_outputs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_outputs_event_id_kind'), ['event_id', 'kind'], unique=False)

    op.create_table('event_schools',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('holds', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_event_schools_authority_id_authorities')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_schools_event_id_events')),
    sa.ForeignKeyConstraint(['school_id'], ['schools.id'], name=op.f('fk_event_schools_school_id_schools')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_schools')),
    sa.UniqueConstraint('event_id', 'school_id', name=op.f('uq_event_schools_event_id'))
    )
    with op.batch_alter_table('event_schools', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_schools_school_id_event_id'), ['school_id', 'event_id'], unique=False)

    op.create_table('measures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('module', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('performers', sa.JSON(), nullable=False),
    sa.Column('performer_titles', sa.Text(), nullable=False),
    sa.Column('as_given', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('deadline', sa.JSON(), nullable=True),
    sa.Column('control_forms', sa.JSON(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('quantities', sa.JSON(), nullable=False),
    sa.Column('deficit_id', sa.Integer(), nullable=True),
    sa.Column('activity', sa.Text(), nullable=False),
    sa.Column('carried_from_id', sa.Integer(), nullable=True),
    sa.Column('gap_accepted', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=30), nullable=False),
    sa.Column('status_at', Utc(), nullable=True),
    sa.Column('lifted_reason', sa.Text(), nullable=False),
    sa.Column('removed_at', Utc(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_measures_authority_id_authorities')),
    sa.ForeignKeyConstraint(['carried_from_id'], ['measures.id'], name=op.f('fk_measures_carried_from_id_measures')),
    sa.ForeignKeyConstraint(['deficit_id'], ['deficits.id'], name=op.f('fk_measures_deficit_id_deficits')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_measures_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_measures_plan_id_plans')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_measures_recorded_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measures'))
    )
    with op.batch_alter_table('measures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measures_deficit_id'), ['deficit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_measures_plan_id_position_id'), ['plan_id', 'position', 'id'], unique=False)

    op.create_table('plan_reviews',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_plan_reviews_authority_id_authorities')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_plan_reviews_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_plan_reviews_plan_id_plans')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_plan_reviews_recorded_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_reviews'))
    )
    with op.batch_alter_table('plan_reviews', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_reviews_plan_id'), ['plan_id'], unique=False)

    op.create_table('reflections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_reflections_authority_id_authorities')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_reflections_event_id_events')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_reflections_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_reflections_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['school_id'], ['schools.id'], name=op.f('fk_reflections_school_id_schools')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflections'))
    )
    with op.batch_alter_table('reflections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reflections_event_id_school_id_id'), ['event_id', 'school_id', 'id'], unique=False)

    op.create_table('event_measures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_event_measures_authority_id_authorities')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_measures_event_id_events')),
    sa.ForeignKeyConstraint(['measure_id'], ['measures.id'], name=op.f('fk_event_measures_measure_id_measures')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_measures')),
    sa.UniqueConstraint('event_id', 'measure_id', name=op.f('uq_event_measures_event_id'))
    )
    with op.batch_alter_table('event_measures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_measures_measure_id'), ['measure_id'], unique=False)

    op.create_table('plan_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('snapshot', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('packet_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('in_force_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_plan_versions_authority_id_authorities')),
    sa.ForeignKeyConstraint(['order_id'], ['order_identities.id'], name=op.f('fk_plan_versions_order_id_order_identities')),
    sa.ForeignKeyConstraint(['packet_id'], ['packets.id'], name=op.f('fk_plan_versions_packet_id_packets')),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_plan_versions_plan_id_plans')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_versions')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_plan_versions_plan_id'))
    )
    with op.batch_alter_table('plan_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_versions_packet_id'), ['packet_id'], unique=False)

    op.create_table('recommendations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('school_id', sa.Integer(), nullable=True),
    sa.Column('addressee', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('as_given', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('deadline', sa.JSON(), nullable=True),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('packet_id', sa.Integer(), nullable=True),
    sa.Column('carried_from_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', Utc(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_recommendations_authority_id_authorities')),
    sa.ForeignKeyConstraint(['carried_from_id'], ['recommendations.id'], name=op.f('fk_recommendations_carried_from_id_recommendations')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_recommendations_case_id_cases')),
    sa.ForeignKeyConstraint(['file_sha256'], ['blobs.sha256'], name=op.f('fk_recommendations_file_sha256_blobs')),
    sa.ForeignKeyConstraint(['order_id'], ['order_identities.id'], name=op.f('fk_recommendations_order_id_order_identities')),
    sa.ForeignKeyConstraint(['packet_id'], ['packets.id'], name=op.f('fk_recommendations_packet_id_packets')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_recommendations_recorded_by_id_people')),
    sa.ForeignKeyConstraint(['round_id'], ['measurement_rounds.id'], name=op.f('fk_recommendations_round_id_measurement_rounds')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_recommendations_run_id_runs')),
    sa.ForeignKeyConstraint(['school_id'], ['schools.id'], name=op.f('fk_recommendations_school_id_schools')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recommendations'))
    )
    with op.batch_alter_table('recommendations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recommendations_case_id_id'), ['case_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_recommendations_run_id_id'), ['run_id', 'id'], unique=False)

    op.create_table('round_results',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('case_round', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('packet_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('approved_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authorities.id'], name=op.f('fk_round_results_authority_id_authorities')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_round_results_case_id_cases')),
    sa.ForeignKeyConstraint(['order_id'], ['order_identities.id'], name=op.f('fk_round_results_order_id_order_identities')),
    sa.ForeignKeyConstraint(['packet_id'], ['packets.id'], name=op.f('fk_round_results_packet_id_packets')),
    sa.ForeignKeyConstraint(['round_id'], ['measurement_rounds.id'], name=op.f('fk_round_results_round_id_measurement_rounds')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_results')),
    sa.UniqueConstraint('case_id', 'case_round', 'round_id', name=op.f('uq_round_results_case_id'))
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('previous_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_cases_previous_id_cases'), 'cases', ['previous_id'], ['id'])

    with op.batch_alter_table('closing_reports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('counts', sa.JSON(), server_default='[]', nullable=False))

    with op.batch_alter_table('decision_records', schema=None) as batch_op:
        batch_op.add_column(sa.Column('protocol_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_decision_records_protocol_id'), ['protocol_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_decision_records_protocol_id_protocols'), 'protocols', ['protocol_id'], ['id'])

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('control_form', sa.Text(), server_default='', nullable=False))

    with op.batch_alter_table('packets', schema=None) as batch_op:
        batch_op.add_column(sa.Column('plan_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('event_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_packets_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_packets_plan_id'), ['plan_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_packets_event_id_events'), 'events', ['event_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_packets_plan_id_plans'), 'plans', ['plan_id'], ['id'])

    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.add_column(sa.Column('measure_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('recommendation_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('event_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_tasks_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tasks_measure_id'), ['measure_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tasks_recommendation_id'), ['recommendation_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_tasks_recommendation_id_recommendations'), 'recommendations', ['recommendation_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_tasks_event_id_events'), 'events', ['event_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_tasks_measure_id_measures'), 'measures', ['measure_id'], ['id'])

    append_only.install(op.get_bind())  # a copied table lost its triggers

    # What five years of lists are asked by: whether a packet holds a case, and the open cases of an authority.
    op.create_index('ix_packet_cases_case_id', 'packet_cases', ['case_id'])
    op.create_index(
        'ix_cases_open',
        'cases',
        ['authority_id', 'due_on', 'id'],
        sqlite_where=sa.text('closed_at IS NULL'),
        postgresql_where=sa.text('closed_at IS NULL'),
    )


def downgrade() -> None:
    op.drop_index('ix_cases_open', table_name='cases')
    op.drop_index('ix_packet_cases_case_id', table_name='packet_cases')
    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_tasks_measure_id_measures'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_tasks_event_id_events'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_tasks_recommendation_id_recommendations'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_tasks_recommendation_id'))
        batch_op.drop_index(batch_op.f('ix_tasks_measure_id'))
        batch_op.drop_index(batch_op.f('ix_tasks_event_id'))
        batch_op.drop_column('event_id')
        batch_op.drop_column('recommendation_id')
        batch_op.drop_column('measure_id')

    with op.batch_alter_table('packets', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_packets_plan_id_plans'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_packets_event_id_events'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_packets_plan_id'))
        batch_op.drop_index(batch_op.f('ix_packets_event_id'))
        batch_op.drop_column('event_id')
        batch_op.drop_column('plan_id')

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_column('control_form')

    with op.batch_alter_table('decision_records', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_decision_records_protocol_id_protocols'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_decision_records_protocol_id'))
        batch_op.drop_column('protocol_id')

    with op.batch_alter_table('closing_reports', schema=None) as batch_op:
        batch_op.drop_column('counts')

    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_cases_previous_id_cases'), type_='foreignkey')
        batch_op.drop_column('previous_id')

    op.drop_table('round_results')
    with op.batch_alter_table('recommendations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recommendations_run_id_id'))
        batch_op.drop_index(batch_op.f('ix_recommendations_case_id_id'))

    op.drop_table('recommendations')
    with op.batch_alter_table('plan_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_versions_packet_id'))

    op.drop_table('plan_versions')
    with op.batch_alter_table('event_measures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_measures_measure_id'))

    op.drop_table('event_measures')
    with op.batch_alter_table('reflections', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reflections_event_id_school_id_id'))

    op.drop_table('reflections')
    with op.batch_alter_table('plan_reviews', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_reviews_plan_id'))

    op.drop_table('plan_reviews')
    with op.batch_alter_table('measures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_measures_plan_id_position_id'))
        batch_op.drop_index(batch_op.f('ix_measures_deficit_id'))

    op.drop_table('measures')
    with op.batch_alter_table('event_schools', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_schools_school_id_event_id'))

    op.drop_table('event_schools')
    with op.batch_alter_table('event_outputs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_outputs_event_id_kind'))

    op.drop_table('event_outputs')
    with op.batch_alter_table('attendances', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendances_participant_id'))
        batch_op.drop_index(batch_op.f('ix_attendances_event_id_school_id'))

    op.drop_table('attendances')
    with op.batch_alter_table('protocols', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_protocols_authority_id_dated_on_id'))

    op.drop_table('protocols')
    with op.batch_alter_table('plans', schema=None) as batch_op:
        batch_op.drop_index('uq_plans_one_of_a_case', sqlite_where=sa.text('case_id IS NOT NULL'), postgresql_where=sa.text('case_id IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_plans_run_id_id'))

    op.drop_table('plans')
    with op.batch_alter_table('measurements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_measurements_indicator_id_round_id_id'))
        batch_op.drop_index(batch_op.f('ix_measurements_case_id_round_id_indicator_id_id'))

    op.drop_table('measurements')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_events_series_id_from_on'))
        batch_op.drop_index(batch_op.f('ix_events_run_id_state_from_on_id'))
        batch_op.drop_index(batch_op.f('ix_events_authority_id_from_on_id'))

    op.drop_table('events')
    with op.batch_alter_table('analytical_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_analytical_notes_case_id_round_id_id'))

    op.drop_table('analytical_notes')
    op.drop_table('projects')
    op.drop_table('term_answers')
    op.drop_table('measurement_rounds')
    op.drop_table('indicators')
    with op.batch_alter_table('event_series', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_series_run_id_id'))

    op.drop_table('event_series')
    op.drop_table('bodies')
    op.drop_table('participants')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_person_id'))

    op.drop_table('invitations')
    append_only.install(op.get_bind())
