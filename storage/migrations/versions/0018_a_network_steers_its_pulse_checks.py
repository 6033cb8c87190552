"""A network steers its pulse checks"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("networks", sa.Column("pulse_resumes_on", sa.Date(), nullable=True))
    op.add_column("networks", sa.Column("pulse_order", sa.JSON(), server_default="[]", nullable=False))
