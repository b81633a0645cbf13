"""README.txt: what the client has received, and how to check it."""

import textwrap

from agent.exports import wording
from agent.exports.markdown import FOLDER
from agent.exports.model import ExportModel

WHAT = {
    "report.pdf": "The whole campaign to read: brief, strategy, creatives, plan, measurement and approvals.",
    "deck.pptx": "The campaign in a few slides, for a board. Charts and tables can be edited.",
    "campaign.json": "The approved content as data, for other systems. Nothing is left out.",
    "calendar.xlsx": "Calendar, tracked links, media plan and measures, to filter and to work with.",
    "calendar.ics": "The posts for a calendar application. Times follow the zone of each post.",
    "calendar.csv": "The posts for a scheduler, in the import layout of BrightBean. Add the pictures there.",
    "creative-brief.docx": "The brief for designers and copywriters, with the copy of every asset.",
    f"{FOLDER}/": "One text file per asset with all its copy, and an index.",
    "ledger.json": "The event log of this campaign, entry by entry, with the approvals it attests. What was said inside the agency is left out.",
    "verify.py": "Checks that every file is present and unchanged, and that the event log is whole.",
    "manifest.json": "What is in the package, from which approved versions, with a fingerprint of every file.",
    "SHA256SUMS": "The fingerprints of all files, for sha256sum.",
}


def write_readme(model: ExportModel, paths: list[str], notes: list[str]) -> bytes:
    """The text, for the files at these paths."""
    names = dict.fromkeys(f"{FOLDER}/" if path.startswith(f"{FOLDER}/") else path for path in paths)
    listed = [_entry(name, WHAT[name]) for name in [*names, "ledger.json", "verify.py", "manifest.json", "SHA256SUMS"]]
    parts = [
        f"{model.campaign}\n{'=' * min(len(model.campaign), 70)}",
        f"Prepared for {model.client}{f' by {model.brand.agency}' if model.brand.agency else ''}, {model.day}.",
        *([_wrapped(model.note)] if model.note else []),
        "Files\n-----\n" + "\n".join(listed),
        "Approved versions\n-----------------\n" + "\n".join(f"{s.stage}, version {s.version}, approved {s.at}" for s in model.sign_offs),
        *(["Please note\n-----------\n" + "\n".join(_wrapped(f"- {note}") for note in notes)] if notes else []),
        "How to check the package\n------------------------\n"
        + _wrapped(
            "Unpack it, open a terminal in its folder and run 'python verify.py' (Python 3.9 or newer; nothing to install), "
            "or 'sha256sum -c SHA256SUMS'. Both say whether a file is missing or was changed after delivery."
        ),
        f"{wording.counted(len(paths) + 4, 'file')} in all, this one included.",
    ]
    return "\n\n".join(parts).encode("utf-8") + b"\n"


def _entry(name: str, what: str) -> str:
    return f"{name:<22}{textwrap.fill(what, 78, initial_indent=' ' * 22, subsequent_indent=' ' * 22).lstrip()}"


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, 78, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())
