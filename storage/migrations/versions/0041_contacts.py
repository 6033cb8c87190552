"""Contacts outside the schools"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(length=255), nullable=False)
            for name in ("name", "organisation", "kind", "about", "email", "phone", "consent_how")
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("vouched_by_id", sa.String(), nullable=False),
        sa.Column("in_touch_on", sa.Date(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["vouched_by_id"], ["people.id"], name=op.f("fk_contacts_vouched_by_id")),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_contacts_network_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_contacts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_network_id"), "contacts", ["network_id"])
    op.create_index(op.f("ix_contacts_workspace_id"), "contacts", ["workspace_id"])
