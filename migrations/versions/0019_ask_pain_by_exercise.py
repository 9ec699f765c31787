"""Let a client say how much one exercise hurt on one side.

Revision: 0019
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("item_log") as batch_op:
        batch_op.add_column(sa.Column("pain", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_item_log_pain"), "pain BETWEEN 0 AND 10")


def downgrade() -> None:
    with op.batch_alter_table("item_log") as batch_op:
        batch_op.drop_constraint(op.f("ck_item_log_pain"), type_="check")
        batch_op.drop_column("pain")
