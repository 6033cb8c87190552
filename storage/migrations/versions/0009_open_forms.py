"""Forms that somebody has open, where the chat's own forms carry too little"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "open_forms",
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_forms")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_open_forms_expires_at"), "open_forms", ["expires_at"])
