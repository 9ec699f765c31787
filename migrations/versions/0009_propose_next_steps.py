"""Propose the next step of a plan and keep what was decided.

Revision: 0009
Follows: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as core

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("thresholds", sa.JSON(), nullable=False),
        sa.Column("step", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decision IN ('open', 'noted', 'accepted', 'edited', 'declined', 'expired')",
            name=op.f("ck_suggestion_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_suggestion_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user.id"], name=op.f("fk_suggestion_decided_by_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_suggestion_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("client_id", "made_on", name=op.f("uq_suggestion_client_id_made_on")),
    )
    op.create_index(op.f("ix_suggestion_made_on"), "suggestion", ["made_on"])
    op.create_index(
        "uq_suggestion_open",
        "suggestion",
        ["client_id"],
        unique=True,
        sqlite_where=sa.text("decision = 'open'"),
        postgresql_where=sa.text("decision = 'open'"),
    )


def downgrade() -> None:
    op.drop_table("suggestion")
