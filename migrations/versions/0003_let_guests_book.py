"""Let somebody who is nobody's client book a call: a held time, a guest in the call, a mail without an account.

Revision: 0003
Follows: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as core

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("call_type") as batch_op:
        batch_op.add_column(sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_constraint(op.f("ck_booking_status"), type_="check")
        batch_op.alter_column("client_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("guest_name", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("guest_email", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("guest_terms", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("call_type_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("held_until", core.UTCDateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_booking_call_type_id_call_type"), "call_type", ["call_type_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(op.f("ix_booking_guest_email"), ["guest_email"])
        batch_op.create_check_constraint(op.f("ck_booking_status"), "status IN ('held', 'confirmed', 'cancelled')")
        batch_op.create_check_constraint(op.f("ck_booking_held"), "(status = 'held') = (held_until IS NOT NULL)")
        batch_op.create_check_constraint(
            op.f("ck_booking_person"),
            "(client_id IS NULL) = (guest_email IS NOT NULL) AND (guest_email IS NULL) = (guest_name IS NULL)",
        )
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    # What only the newer tables can hold goes.
    op.execute("DELETE FROM outbox_mail WHERE user_id IS NULL")
    op.execute("DELETE FROM booking WHERE client_id IS NULL OR status = 'held'")
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_constraint(op.f("ck_booking_person"), type_="check")
        batch_op.drop_constraint(op.f("ck_booking_held"), type_="check")
        batch_op.drop_constraint(op.f("ck_booking_status"), type_="check")
        batch_op.drop_index(op.f("ix_booking_guest_email"))
        batch_op.drop_constraint(op.f("fk_booking_call_type_id_call_type"), type_="foreignkey")
        batch_op.drop_column("held_until")
        batch_op.drop_column("call_type_id")
        batch_op.drop_column("guest_terms")
        batch_op.drop_column("guest_email")
        batch_op.drop_column("guest_name")
        batch_op.alter_column("client_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_check_constraint(op.f("ck_booking_status"), "status IN ('confirmed', 'cancelled')")
    with op.batch_alter_table("call_type") as batch_op:
        batch_op.drop_column("is_public")
