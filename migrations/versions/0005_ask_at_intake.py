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
    op.add_column("client", sa.Column("intake_done_at", core.UTCDateTime(timezone=True), nullable=True))
    op.add_column("client", sa.Column("cautions", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("client", sa.Column("equipment", sa.JSON(), nullable=True))
    op.add_column("client", sa.Column("awaits_clearance", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("health", sa.JSON(), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("minutes_per_day", sa.Integer(), nullable=True),
        sa.Column("equipment", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.String(length=120), nullable=False) for name in ("cue", "place", "barrier", "backup")),
        sa.Column("contact_name", sa.String(length=80), nullable=False),
        sa.Column("contact_phone", sa.String(length=30), nullable=False),
        sa.Column("filled_by", sa.Integer(), nullable=True),
        sa.Column("created_at", core.UTCDateTime(timezone=True), nullable=False),
        *_owners("intake", "filled_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sa.UniqueConstraint("client_id", "version", name=op.f("uq_intake_client_id_version")),
    )
    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("intake_version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", core.UTCDateTime(timezone=True), nullable=False),
        *_owners("clearance", "confirmed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
    )
    op.create_index(op.f("ix_clearance_client_id"), "clearance", ["client_id"])
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("screened_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('cleared', 'follow-up')", name=op.f("ck_screening_outcome")),
        sa.CheckConstraint("expires_on > screened_on", name=op.f("ck_screening_order")),
        *_owners("screening", "recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
    )
    op.create_index(op.f("ix_screening_client_id_screened_on"), "screening", ["client_id", "screened_on"])
    op.create_table(
        "plan_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("prescription_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("given_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["prescription_id"],
            ["prescription.id"],
            name=op.f("fk_plan_override_prescription_id_prescription"),
            ondelete="SET NULL",
        ),
        *_owners("plan_override", "given_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_override")),
    )
    op.create_index(op.f("ix_plan_override_client_id"), "plan_override", ["client_id"])


def _owners(table: str, person: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    """The practice and the client a row belongs to, and who wrote it."""
    return (
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f(f"fk_{table}_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f(f"fk_{table}_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint([person], ["user.id"], name=op.f(f"fk_{table}_{person}_user"), ondelete="SET NULL"),
    )


def downgrade() -> None:
    for table in ("plan_override", "screening", "clearance", "intake"):
        op.drop_table(table)
    for name in ("awaits_clearance", "equipment", "cautions", "intake_done_at"):
        op.drop_column("client", name)
    op.drop_table("safety_hold")
    # What only the newer table can hold goes.
    op.execute("DELETE FROM safety_event WHERE level NOT IN ('red', 'amber')")
    with op.batch_alter_table("safety_event") as batch_op:
        batch_op.drop_constraint(op.f("ck_safety_event_level"), type_="check")
        batch_op.drop_column("signs")
        batch_op.create_check_constraint(op.f("ck_safety_event_level"), "level IN ('red', 'amber')")
