"""Give a practice its looks, rights to its people, and clients their packages.

Revision: 0012
Follows: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as core

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_constraint(op.f("ck_membership_role"), type_="check")
        batch_op.create_check_constraint(op.f("ck_membership_role"), "role IN ('owner', 'trainer', 'assistant')")
    op.create_table(
        "brand",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=True),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_brand_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["logo_id"], ["picture.id"], name=op.f("fk_brand_logo_id_picture"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("practice_id", name=op.f("pk_brand")),
    )
    op.create_table(
        "call_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("used_before", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("pay_url", sa.String(length=300), nullable=False),
        sa.Column("created_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size BETWEEN 1 AND 100", name=op.f("ck_call_pack_size")),
        sa.CheckConstraint("used_before BETWEEN 0 AND size", name=op.f("ck_call_pack_used_before")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_call_pack_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_call_pack_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_pack")),
    )
    op.create_index(
        "uq_call_pack_open",
        "call_pack",
        ["client_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    with op.batch_alter_table("booking") as batch_op:
        batch_op.add_column(sa.Column("call_pack_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_booking_call_pack_id_call_pack"), "call_pack", ["call_pack_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(op.f("ix_booking_call_pack_id"), ["call_pack_id"])


def downgrade() -> None:
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_index(op.f("ix_booking_call_pack_id"))
        batch_op.drop_constraint(op.f("fk_booking_call_pack_id_call_pack"), type_="foreignkey")
        batch_op.drop_column("call_pack_id")
    op.drop_table("call_pack")
    op.drop_table("brand")
    op.execute("UPDATE membership SET role = 'trainer' WHERE role = 'assistant'")
    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_constraint(op.f("ck_membership_role"), type_="check")
        batch_op.create_check_constraint(op.f("ck_membership_role"), "role IN ('owner', 'trainer')")
