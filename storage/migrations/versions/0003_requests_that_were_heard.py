"""Requests that were heard, remembered for minutes"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seen_requests",
        sa.Column("digest", sa.String(length=255), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_seen_requests")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_seen_requests_span"), "seen_requests", ["span"])
    if op.get_bind().dialect.name == "postgresql":
        # Nothing of it stays in the write-ahead log; after a crash it is empty.
        op.execute("ALTER TABLE seen_requests SET UNLOGGED")
