"""Keep what was brought in from a list, what was asked out, and which answers came late.

Revision: 0010
Follows: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as core

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_imports()
    op.create_table(
        "data_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("created_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.Column("started_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.Column("expires_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("done_tables", sa.Integer(), nullable=False),
        sa.Column("all_tables", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'building', 'ready', 'failed', 'gone')", name=op.f("ck_data_export_status")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_data_export_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_data_export_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_export")),
    )
    with op.batch_alter_table("data_export") as batch_op:
        batch_op.create_index(op.f("ix_data_export_practice_id"), ["practice_id"])
    with op.batch_alter_table("session_log") as batch_op:
        batch_op.add_column(sa.Column("is_late", sa.Boolean(), server_default=sa.false(), nullable=False))


def _create_imports() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("created_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.Column("done_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.Column("undone_at", core.UTCDateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("added", "present", "twice", "refused")),
        sa.CheckConstraint("status IN ('draft', 'done', 'undone')", name=op.f("ck_import_batch_status")),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_import_batch_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_import_batch_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.create_index(op.f("ix_import_batch_practice_id"), ["practice_id"])
        batch_op.create_index(op.f("ix_import_batch_user_id"), ["user_id"])
    op.create_table(
        "imported_client",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("made_user", sa.Boolean(), nullable=False),
        sa.Column("invite_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_imported_client_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_imported_client_batch_id_import_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_imported_client")),
    )
    with op.batch_alter_table("imported_client") as batch_op:
        batch_op.create_index(op.f("ix_imported_client_batch_id"), ["batch_id"])
        batch_op.create_index(op.f("ix_imported_client_invite_at"), ["invite_at"])


def downgrade() -> None:
    with op.batch_alter_table("session_log") as batch_op:
        batch_op.drop_column("is_late")
    op.drop_table("data_export")
    op.drop_table("imported_client")
    op.drop_table("import_batch")
