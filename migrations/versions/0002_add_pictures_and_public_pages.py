"""Let a practice show itself, and let exercises and trainers have a picture.

Revision: 0002
Follows: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as core

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_picture_size")),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_picture_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
    )
    with op.batch_alter_table("picture") as batch_op:
        batch_op.create_index("ix_picture_practice_id", ["practice_id"])
    with op.batch_alter_table("practice") as batch_op:
        batch_op.add_column(sa.Column("slug", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("tagline", sa.String(length=160), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("about", sa.Text(), nullable=False, server_default=""))
        batch_op.create_unique_constraint(op.f("uq_practice_slug"), ["slug"])
    with op.batch_alter_table("membership") as batch_op:
        batch_op.add_column(sa.Column("title", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("about", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("is_listed", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("picture_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_membership_picture_id_picture"), "picture", ["picture_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("exercise") as batch_op:
        batch_op.add_column(sa.Column("picture_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_exercise_picture_id_picture"), "picture", ["picture_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("exercise") as batch_op:
        batch_op.drop_constraint(op.f("fk_exercise_picture_id_picture"), type_="foreignkey")
        batch_op.drop_column("picture_id")
    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_constraint(op.f("fk_membership_picture_id_picture"), type_="foreignkey")
        batch_op.drop_column("picture_id")
        batch_op.drop_column("is_listed")
        batch_op.drop_column("about")
        batch_op.drop_column("title")
    with op.batch_alter_table("practice") as batch_op:
        batch_op.drop_constraint(op.f("uq_practice_slug"), type_="unique")
        batch_op.drop_column("about")
        batch_op.drop_column("tagline")
        batch_op.drop_column("is_public")
        batch_op.drop_column("slug")
    op.drop_table("picture")
