"""The tables. JSON columns hold what the schemas dump; times are kept in UTC as ISO text, so that both databases say the same."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)
KEY = String(255)
TIME = String(40)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name_key", String(200), nullable=False, unique=True),
    Column("content", JSON, nullable=False),
    Column("stage", String(20), nullable=False),
    Column("created_by", KEY, nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("idem", KEY, nullable=False, unique=True),
)

versions = Table(
    "versions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("campaign_id", ID, ForeignKey("campaigns.id"), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content", JSON, nullable=False),
    Column("provenance", JSON, nullable=False),
    Column("lineage", JSON, nullable=False),
    Column("parent", Integer),
    Column("author", KEY, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("status", String(20), nullable=False),
    Column("reviewer_note", Text),
    Column("idem", KEY, nullable=False, unique=True),
    UniqueConstraint("campaign_id", "stage", "number"),
    Index("ix_versions_campaign_id_status", "campaign_id", "status"),
)
"""Content, provenance and lineage are never updated; status and reviewer_note are."""

qc_results = Table(
    "qc_results",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("version_id", ID, ForeignKey("versions.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("result", JSON, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("version_id", ID, ForeignKey("versions.id"), nullable=False, index=True),
    Column("decision", JSON, nullable=False),
    Column("idem", KEY, nullable=False, unique=True),
)

stale_sections = Table(
    "stale_sections",
    metadata,
    Column("version_id", ID, ForeignKey("versions.id"), primary_key=True),
    Column("section", String(100), primary_key=True),
    Column("changes", JSON, nullable=False),
)

pins = Table(
    "pins",
    metadata,
    Column("campaign_id", ID, ForeignKey("campaigns.id"), primary_key=True),
    Column("path", String(300), primary_key=True),
    Column("by", KEY, nullable=False),
    Column("created_at", TIME, nullable=False),
)
"""Full dotted paths that a redraft must leave byte for byte as they are."""

confirmations = Table(
    "confirmations",
    metadata,
    Column("version_id", ID, ForeignKey("versions.id"), primary_key=True),
    Column("section", String(100), primary_key=True),
    Column("path", String(300), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("upstream_version", Integer, nullable=False),
    Column("by", KEY, nullable=False),
    Column("reason", Text),
    Column("created_at", TIME, nullable=False),
)
"""A person's word that a section still holds although the upstream value at `path` is now the one with this digest."""

comments = Table(
    "comments",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("campaign_id", ID, ForeignKey("campaigns.id"), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("path", String(300)),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", KEY, nullable=False),
    Column("role", String(20), nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("answers", ID),
    Column("resolved_at", TIME),
    Column("resolved_by", KEY),
    Column("resolved_version", Integer),
    Column("idem", KEY, nullable=False, unique=True),
    Index("ix_comments_campaign_id_stage", "campaign_id", "stage"),
)
"""Words are never updated; the resolution of a thread's first comment is."""

invitations = Table(
    "invitations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("campaign_id", ID, ForeignKey("campaigns.id"), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("thread_id", KEY, nullable=False),
    Column("email", KEY, nullable=False),
    Column("name", String(200), nullable=False),
    Column("message", Text),
    Column("created_by", KEY, nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("expires_at", TIME, nullable=False),
    Column("revoked_at", TIME),
    Column("decided_at", TIME),
    Column("idem", KEY, nullable=False, unique=True),
    Index("ix_invitations_campaign_id_stage", "campaign_id", "stage"),
)
"""One client, one version, one decision. The token of the link is derived from the id with the installation's key and is not kept."""

reminders = Table(
    "reminders",
    metadata,
    Column("id", ID, primary_key=True),
    Column("campaign_id", ID, ForeignKey("campaigns.id"), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("invitation_id", ID, ForeignKey("invitations.id")),
    Column("kind", String(20), nullable=False),
    Column("hours", Integer, nullable=False),
    Column("due_at", TIME, nullable=False),
    Column("state", String(20), nullable=False),
    Index("ix_reminders_state_due_at", "state", "due_at"),
)
"""What a schedule sends while a decision waits: reminders, then escalations; cancelled by the decision."""

ledger = Table(
    "ledger",
    metadata,
    Column("chain", ID, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", TIME, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", JSON, nullable=False),
    Column("body_digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
)

ledger_heads = Table(
    "ledger_heads",
    metadata,
    Column("chain", ID, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("mac", String(64), nullable=False),
)

threads = Table(
    "threads",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("owner", KEY, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("campaign_id", ID, ForeignKey("campaigns.id")),
    Column("created_at", TIME, nullable=False),
    Column("hidden", Boolean, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("thread_id", KEY, nullable=False),
    Column("event_id", KEY, index=True),
    Column("role", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("notice", JSON),
    Column("error", Boolean, nullable=False),
    Column("at", TIME, nullable=False),
    Column("idem", KEY, nullable=False, unique=True),
    Index("ix_messages_thread_id_seq", "thread_id", "seq"),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", KEY, nullable=False, unique=True),
    Column("thread_id", KEY, nullable=False),
    Column("campaign_id", ID),
    Column("event", JSON, nullable=False),
    Column("actor", JSON, nullable=False),
    Column("plan", JSON),
    Column("done", Boolean, nullable=False, index=True),
)

leases = Table(
    "leases",
    metadata,
    Column("name", KEY, primary_key=True),
    Column("holder", ID, nullable=False),
    Column("until", Integer, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(300), nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("campaign_id", ID),
    Column("by", KEY, nullable=False),
    Column("created_at", TIME, nullable=False),
)

packages = Table(
    "packages",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("campaign_id", ID, ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("file_id", ID, ForeignKey("files.id"), nullable=False),
    Column("formats", JSON, nullable=False),
    Column("delivery_version", Integer, nullable=False),
    Column("by", KEY, nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("idem", KEY, nullable=False, unique=True),
)

users = Table(
    "users",
    metadata,
    Column("email", KEY, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("password", LargeBinary, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Integer, nullable=False),
)

model_calls = Table(
    "model_calls",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("campaign_id", ID, ForeignKey("campaigns.id")),
    Column("event_id", KEY),
    Column("voice", String(20), nullable=False),
    Column("stage", String(20)),
    Column("section", String(100)),
    Column("question", String(100)),
    Column("prompt", String(200)),
    Column("model", String(200), nullable=False),
    Column("answered", String(200)),
    Column("rung", String(20), nullable=False),
    Column("attempt", String(20), nullable=False),
    Column("tokens_in", Integer),
    Column("tokens_cached", Integer),
    Column("tokens_out", Integer),
    Column("milliseconds", Integer, nullable=False),
    Column("cost", String(40)),
    Column("outcome", String(60), nullable=False),
    Column("free", Boolean, nullable=False),
    Column("content", String(64), nullable=False),
    Column("at", TIME, nullable=False),
    Index("ix_model_calls_campaign_id_seq", "campaign_id", "seq"),
)
"""Every request to a model server. `content` is the hash of the file with the messages and the answer; keys are in neither."""
