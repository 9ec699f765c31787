"""Keep for each client who needs the trainer, and why.

Revision: 0004
Follows: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as core

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WINDOWS = (7, 30, 90)


def upgrade() -> None:
    op.create_table(
        "client_state",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("refresh_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.Column("bucket", sa.String(length=10), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=160), nullable=False),
        sa.Column("last_active_on", sa.Date(), nullable=True),
        *(
            sa.Column(f"{count}_{days}", sa.Integer(), nullable=False)
            for days in WINDOWS
            for count in ("planned", "completed", "extras")
        ),
        sa.Column("pain_now", sa.Double(), nullable=True),
        sa.Column("pain_change", sa.Double(), nullable=True),
        sa.CheckConstraint("bucket IN ('attention', 'on_track', 'paused')", name=op.f("ck_client_state_bucket")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_state_client_id_client"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_client_state")),
    )
    with op.batch_alter_table("client_state") as batch_op:
        batch_op.create_index(op.f("ix_client_state_refresh_at"), ["refresh_at"])
    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=160), nullable=False),
        sa.Column("proof", sa.String(length=240), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("done_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_need_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["done_by"], ["user.id"], name=op.f("fk_need_done_by_user"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("client_id", "kind", name=op.f("uq_need_client_id_kind")),
    )
    with op.batch_alter_table("need") as batch_op:
        batch_op.create_index(
            op.f("ix_need_open"),
            ["severity", "since"],
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )
    op.create_table(
        "client_thresholds",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("green_pct", sa.Integer(), nullable=False),
        sa.Column("amber_pct", sa.Integer(), nullable=False),
        sa.Column("pain_rise", sa.Integer(), nullable=False),
        sa.Column("silent_days", sa.Integer(), nullable=False),
        sa.Column("adherence_fall", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amber_pct BETWEEN 0 AND green_pct AND green_pct <= 100", name=op.f("ck_client_thresholds_bands")
        ),
        sa.CheckConstraint("pain_rise BETWEEN 1 AND 10", name=op.f("ck_client_thresholds_pain_rise")),
        sa.CheckConstraint("silent_days BETWEEN 1 AND 60", name=op.f("ck_client_thresholds_silent_days")),
        sa.CheckConstraint("adherence_fall BETWEEN 5 AND 100", name=op.f("ck_client_thresholds_adherence_fall")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_thresholds_client_id_client"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_client_thresholds")),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_tag_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("practice_id", "key", name=op.f("uq_tag_practice_id_key")),
    )
    op.create_table(
        "client_tag",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_tag_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_client_tag_tag_id_tag"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("client_id", "tag_id", name=op.f("pk_client_tag")),
    )
    with op.batch_alter_table("client_tag") as batch_op:
        batch_op.create_index(op.f("ix_client_tag_tag_id"), ["tag_id"])


def downgrade() -> None:
    for table in ("client_tag", "tag", "client_thresholds", "need", "client_state"):
        op.drop_table(table)
