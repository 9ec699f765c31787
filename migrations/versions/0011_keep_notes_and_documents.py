"""Keep private notes and documents about a client.

Revision: 0011
Follows: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core import db as core

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _belongs(table: str, column: str, parent: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{parent}")
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "client_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.Column("edited_at", core.UTCDateTime(timezone=True), nullable=True),
        sa.Column("pinned_at", core.UTCDateTime(timezone=True), nullable=True),
        _belongs("client_note", "practice_id", "practice"),
        _belongs("client_note", "client_id", "client"),
        _belongs("client_note", "author_id", "user", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_note")),
    )
    with op.batch_alter_table("client_note") as batch_op:
        batch_op.create_index(op.f("ix_client_note_client_id_created_at"), ["client_id", "created_at"])
    op.create_table(
        "former_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("replaced_at", core.UTCDateTime(timezone=True), nullable=False),
        _belongs("former_note", "note_id", "client_note"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_note")),
    )
    with op.batch_alter_table("former_note") as batch_op:
        batch_op.create_index(op.f("ix_former_note_note_id"), ["note_id"])
    op.create_table(
        "client_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", core.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'picture')", name=op.f("ck_client_document_kind")),
        sa.CheckConstraint("size > 0", name=op.f("ck_client_document_size")),
        _belongs("client_document", "practice_id", "practice"),
        _belongs("client_document", "client_id", "client"),
        _belongs("client_document", "added_by", "user", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_document")),
    )
    with op.batch_alter_table("client_document") as batch_op:
        batch_op.create_index(op.f("ix_client_document_client_id_created_at"), ["client_id", "created_at"])
    with op.batch_alter_table("link_token") as batch_op:
        batch_op.add_column(sa.Column("opened_at", core.UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("link_token") as batch_op:
        batch_op.drop_column("opened_at")
    for table in ("client_document", "former_note", "client_note"):
        op.drop_table(table)
