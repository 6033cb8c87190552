"""What somebody waits for goes first"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lanes", sa.Column("awaited_up_to", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("lanes", sa.Column("awaited", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_lanes_awaited",
        "lanes",
        ["workspace_id", "gate", "ready_at", "id"],
        sqlite_where=sa.text("awaited = 1"),
        postgresql_where=sa.text("awaited"),
    )
