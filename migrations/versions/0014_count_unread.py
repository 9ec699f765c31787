"""Keep how many messages each side has not read.

Revision: 0014
Follows: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Of threads from before: both sides there, and what came after the last message read.
MAKE_SIDES = """
INSERT INTO thread_side (client_id, of_client, read_to)
SELECT DISTINCT message.client_id, {side}, 0 FROM message
WHERE NOT EXISTS (
    SELECT 1 FROM thread_side WHERE thread_side.client_id = message.client_id AND thread_side.of_client = {side}
)
"""
COUNT = """
UPDATE thread_side SET unread = (
    SELECT count(*) FROM message
    WHERE message.client_id = thread_side.client_id
      AND message.from_client <> thread_side.of_client
      AND message.id > thread_side.read_to
)
"""


def upgrade() -> None:
    for side in ("true", "false"):
        op.execute(MAKE_SIDES.format(side=side))
    with op.batch_alter_table("thread_side") as batch_op:
        batch_op.add_column(sa.Column("unread", sa.Integer(), nullable=False, server_default="0"))
    op.execute(COUNT)
    op.create_index(
        "ix_thread_side_unread",
        "thread_side",
        ["client_id", "of_client"],
        sqlite_where=sa.text("unread > 0"),
        postgresql_where=sa.text("unread > 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_thread_side_unread", table_name="thread_side")
    with op.batch_alter_table("thread_side") as batch_op:
        batch_op.drop_column("unread")
