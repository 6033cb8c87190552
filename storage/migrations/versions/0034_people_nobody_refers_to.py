"""Since when nothing refers to somebody"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("idle_since", sa.DateTime(timezone=True), nullable=True))
