"""Let a practice choose its mails, its quiet hours and its unit of weight.

Revision: 0013
Follows: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_choice",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_mail_choice_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("practice_id", "kind", name=op.f("pk_mail_choice")),
    )
    with op.batch_alter_table("practice") as batch_op:
        batch_op.add_column(sa.Column("quiet_from", sa.Time(), nullable=False, server_default="21:00:00.000000"))
        batch_op.add_column(sa.Column("quiet_until", sa.Time(), nullable=False, server_default="07:00:00.000000"))
        batch_op.add_column(sa.Column("weight_unit", sa.String(length=2), nullable=False, server_default="kg"))
        batch_op.create_check_constraint(op.f("ck_practice_weight_unit"), "weight_unit IN ('kg', 'lb')")


def downgrade() -> None:
    with op.batch_alter_table("practice") as batch_op:
        batch_op.drop_constraint(op.f("ck_practice_weight_unit"), type_="check")
        batch_op.drop_column("weight_unit")
        batch_op.drop_column("quiet_until")
        batch_op.drop_column("quiet_from")
    op.drop_table("mail_choice")
