"""What a network lets others see of it, and the network that somebody asks their SEIL for a link with"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("networks", sa.Column("shows_focus", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("networks", sa.Column("shows_strengths", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("networks", sa.Column("shows_words", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("help_requests") as table:
        table.add_column(sa.Column("linked_network_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_help_requests_linked_network_id"), "networks", ["linked_network_id"], ["id"], ondelete="SET NULL"
        )
