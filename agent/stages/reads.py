"""Upstream paths that several sections are made from, and a short way to name many of them."""


def intake(*names: str) -> tuple[str, ...]:
    """Fields of the intake by name."""
    return tuple(f"intake.{name}" for name in names)


def every(entries: str, *names: str) -> tuple[str, ...]:
    """These fields of every entry of a list."""
    return tuple(f"{entries}[*].{name}" for name in names)


APPROVERS = ("intake.brief_facts[topic=approver]", "intake.compliance_notes", "intake.contact_email")
"""Who releases what."""

CHANNELS = ("intake.brief_facts[topic=channel]", "intake.brief_facts[topic=event]", "intake.brief_facts[topic=avoided_channel]", "intake.compliance_notes")
"""Which channels the client wants and does not want."""
