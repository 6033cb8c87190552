"""Whether the whole channel is notified of a meeting and of a pulse check"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("networks", sa.Column("notify_channel", sa.Boolean(), server_default=sa.false(), nullable=False))
