"""When the attempt before a claim ended"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("tried_until", sa.DateTime(timezone=True), nullable=True))
