"""A workspace knows its chat and where that is spoken to; messages to each of several; pictures to be fetched"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("workspaces", "gates"):
        op.add_column(table, sa.Column("chat", sa.String(length=255), nullable=False, server_default="slack"))
    op.add_column("workspaces", sa.Column("service_url", sa.String(), nullable=True))
    op.add_column("deliveries", sa.Column("part_of", sa.String(), nullable=True))
    op.create_index(
        "ix_deliveries_part_of",
        "deliveries",
        ["part_of"],
        sqlite_where=sa.text("part_of IS NOT NULL"),
        postgresql_where=sa.text("part_of IS NOT NULL"),
    )
    op.create_table(
        "pictures",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=255), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_pictures_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pictures")),
        sa.UniqueConstraint("workspace_id", "digest", name=op.f("uq_pictures_workspace_id_digest")),
    )
    op.create_index(op.f("ix_pictures_expires_at"), "pictures", ["expires_at"])
    op.create_index(op.f("ix_pictures_workspace_id"), "pictures", ["workspace_id"])
