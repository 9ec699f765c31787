"""Let clients follow habits and note them day by day.

Revision: 0016
Follows: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as core

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "habit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=4), nullable=False),
        sa.Column("active_days", sa.String(length=13), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("followed_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.Column("created_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("type IN ('boolean', 'count', 'minutes')", name=op.f("ck_habit_type")),
        sa.CheckConstraint("period IN ('day', 'week')", name=op.f("ck_habit_period")),
        sa.CheckConstraint("state IN ('proposed', 'followed', 'stopped')", name=op.f("ck_habit_state")),
        sa.CheckConstraint("target > 0", name=op.f("ck_habit_target")),
        sa.CheckConstraint("(key = 'own') = (name <> '')", name=op.f("ck_habit_name")),
        sa.CheckConstraint("state <> 'followed' OR followed_at IS NOT NULL", name=op.f("ck_habit_followed")),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_habit_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_habit_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["user.id"], name=op.f("fk_habit_proposed_by_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_habit")),
        sa.UniqueConstraint("client_id", "key", "name", name=op.f("uq_habit_client_id_key_name")),
    )
    op.create_table(
        "habit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("habit_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("noted_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_habit_entry_value")),
        sa.CheckConstraint("target > 0", name=op.f("ck_habit_entry_target")),
        sa.ForeignKeyConstraint(
            ["habit_id"], ["habit.id"], name=op.f("fk_habit_entry_habit_id_habit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_habit_entry")),
        sa.UniqueConstraint("habit_id", "happened_on", name=op.f("uq_habit_entry_habit_id_happened_on")),
    )


def downgrade() -> None:
    op.drop_table("habit_entry")
    op.drop_table("habit")
