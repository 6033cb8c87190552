"""Who gives a school's roles, and from when on its records are open"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("networks", sa.Column("self_made", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("memberships", sa.Column("school_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("memberships", sa.Column("records_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("review_visits", sa.Column("written_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "role_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("slack_user_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=255), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_role_proposals_network_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_role_proposals_school_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_role_proposals_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_proposals")),
    )
    op.create_index(op.f("ix_role_proposals_network_id"), "role_proposals", ["network_id"])
    op.create_index(op.f("ix_role_proposals_workspace_id"), "role_proposals", ["workspace_id"])
    op.create_index(
        "uq_role_proposals_open",
        "role_proposals",
        ["school_id", "slack_user_id", "role"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    # What was written so far counts as written when the visit was done, and otherwise now: whoever has a role at this
    # moment goes on seeing it. Networks that somebody set up wait for an operator to vouch for them.
    op.execute(
        "UPDATE review_visits SET written_at = COALESCE(done_at, dated_at, CURRENT_TIMESTAMP)"
        " WHERE evidence <> '' OR findings <> ''"
    )
    op.execute(
        "UPDATE networks SET self_made = TRUE WHERE EXISTS (SELECT 1 FROM audit_entries"
        " WHERE audit_entries.workspace_id = networks.workspace_id AND audit_entries.action = 'networks.set_up'"
        " AND audit_entries.subject = networks.name)"
    )
