"""A network can be asked every second week"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("networks", sa.Column("pulse_fortnightly", sa.Boolean(), server_default=sa.false(), nullable=False))
