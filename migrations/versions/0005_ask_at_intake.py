"""Ask at intake, agree by purpose, hold a plan until it is released.

Revision: 0005
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as core

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("safety_event") as batch_op:
        batch_op.drop_constraint(op.f("ck_safety_event_level"), type_="check")
        batch_op.add_column(sa.Column("signs", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.create_check_constraint(op.f("ck_safety_event_level"), "level IN ('red', 'amber', 'tier1', 'tier2')")
    op.create_table(
        "safety_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("opened_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.Column("released_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("release_note", sa.Text(), nullable=False),
        sa.CheckConstraint("tier IN (1, 2)", name=op.f("ck_safety_hold_tier")),
        sa.CheckConstraint("source IN ('intake', 'report', 'trainer')", name=op.f("ck_safety_hold_source")),
        sa.CheckConstraint("(released_at IS NULL) = (release_note = '')", name=op.f("ck_safety_hold_released")),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_safety_hold_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_safety_hold_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["user.id"], name=op.f("fk_safety_hold_released_by_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_hold")),
    )
    with op.batch_alter_table("safety_hold") as batch_op:
        batch_op.create_index(op.f("ix_safety_hold_client_id"), ["client_id"])
        batch_op.create_index(
            "uq_safety_hold_open",
            ["client_id"],
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("safety_hold")
    # What only the newer table can hold goes.
    op.execute("DELETE FROM safety_event WHERE level NOT IN ('red', 'amber')")
    with op.batch_alter_table("safety_event") as batch_op:
        batch_op.drop_constraint(op.f("ck_safety_event_level"), type_="check")
        batch_op.drop_column("signs")
        batch_op.create_check_constraint(op.f("ck_safety_event_level"), "level IN ('red', 'amber')")
