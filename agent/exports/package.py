"""The client's package: one zip with every promised file, a manifest and the means to check it."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from agent.errors import ExportFailed
from agent.exports import colours, verifier
from agent.exports.csv_export import write_csv
from agent.exports.docx_export import write_docx
from agent.exports.guard import refuse
from agent.exports.ics import write_ics
from agent.exports.json_export import write_json
from agent.exports.manifest import Manifest, ManifestFile, build_manifest, promised_formats
from agent.exports.markdown import write_assets
from agent.exports.model import ExportModel, build_model
from agent.exports.names import package_name
from agent.exports.package_input import PackageInput, require_approval
from agent.exports.pdf import write_pdf
from agent.exports.pptx import write_deck
from agent.exports.readme import write_readme
from agent.exports.steady import entry
from agent.exports.xlsx import write_xlsx
from agent.schemas.base import Model

Files = dict[str, tuple[str, bytes]]
"""Format and content by path below the root folder."""

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".ics": "text/calendar",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".py": "text/x-python",
}
_PICTURES = ("PNG", "JPEG")


@dataclass(frozen=True)
class Package:
    """A finished package."""

    name: str
    """Name of the root folder; with .zip, of the file."""
    data: bytes
    """The zip."""
    manifest: Manifest
    notes: list[str]
    """What a file shows in part, and where the whole is."""


def build_package(data: PackageInput) -> Package:
    """Make the package; the same input gives the same bytes.

    Raises ExportFailed when something is not approved, a check of the checklist is open, a placeholder or another client's name is left,
    or a file cannot be made. There is never a package in part.
    """
    _require_checks(data)
    refuse(data)
    _require_picture(data.logo)
    model = build_model(data)
    name = package_name(model.client, model.campaign, _mark(data))
    files, notes = _promised(data, model)
    notes += _remarks(model, files)
    files["README.txt"] = ("text", write_readme(model, sorted(files), notes))
    files["ledger.json"] = ("text", _json(data.ledger))
    files["verify.py"] = ("text", Path(verifier.__file__).read_bytes())
    manifest = build_manifest(data, name, [_listed(path, *file) for path, file in files.items()], notes)
    contents = {path: content for path, (_, content) in files.items()}
    contents["manifest.json"] = _json(manifest)
    contents["SHA256SUMS"] = _sums(contents)
    return Package(name, _zip(name, contents), manifest, notes)


def verify_package(data: bytes) -> list[str]:
    """What is wrong with a package, one sentence each; an empty list means nothing is."""
    try:
        return verifier.problems(verifier.read_zip(BytesIO(data)))
    except zipfile.BadZipFile as error:
        return [f"the package cannot be read: {error}"]


def _promised(data: PackageInput, model: ExportModel) -> tuple[Files, list[str]]:
    """The files of the formats the delivery asks for."""
    notes: list[str] = []

    def noted(made: tuple[bytes, list[str]]) -> bytes:
        notes.extend(made[1])
        return made[0]

    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "pdf": ("report.pdf", lambda: noted(write_pdf(model))),
        "pptx": ("deck.pptx", lambda: noted(write_deck(model))),
        "json": ("campaign.json", lambda: write_json(data)),
        "xlsx": ("calendar.xlsx", lambda: write_xlsx(model)),
        "ics": ("calendar.ics", lambda: write_ics(model)),
        "csv": ("calendar.csv", lambda: write_csv(model)),
        "docx": ("creative-brief.docx", lambda: write_docx(model)),
    }
    files: Files = {}
    for form in promised_formats(data):
        if form == "zip":
            files.update({path: (form, content) for path, content in write_assets(model).items()})
        else:
            path, make = makers[form]
            files[path] = (form, make())
    return files, notes


def _remarks(model: ExportModel, files: Files) -> list[str]:
    notes = []
    dated = [path for path in ("calendar.xlsx", "calendar.ics", "calendar.csv") if path in files]
    if dated and not model.posts:
        notes.append(f"{', '.join(dated)}: the plan has no dated posts, so there are none to list.")
    shade = colours.readable(model.brand.colour)
    if shade != model.brand.colour.upper():
        notes.append(f"The brand colour {model.brand.colour.upper()} is shown as {shade}, so that text in it can be read.")
    return notes


def _require_checks(data: PackageInput) -> None:
    delivery = data.artifacts.get("delivery")
    if delivery is not None:
        require_approval(delivery, data.decisions.get("delivery"))
    still_open = [name.replace("_", " ") for name, holds in data.delivery.checklist.model_dump().items() if not holds]
    if still_open:
        raise ExportFailed(f"No package was made: the checklist of delivery still has {', '.join(still_open)} open.")
    if not promised_formats(data):
        raise ExportFailed("No package was made: no file format is chosen in delivery.")


def _require_picture(logo: bytes | None) -> None:
    if logo is None:
        return
    try:
        with Image.open(BytesIO(logo), formats=_PICTURES) as picture:
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ExportFailed("No package was made: the logo in delivery is not a PNG or JPEG picture. Upload another one.") from error


def _mark(data: PackageInput) -> str:
    delivery = data.artifacts.get("delivery")
    return f"v{delivery.number}" if delivery else f"{data.at:%Y%m%d}"


def _listed(path: str, form: str, content: bytes) -> ManifestFile:
    return ManifestFile(
        path=path,
        format=form,
        media_type=MEDIA_TYPES[Path(path).suffix],
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _json(model: Model) -> bytes:
    return json.dumps(model.model_dump(mode="json"), ensure_ascii=False, indent=2).encode("utf-8") + b"\n"


def _sums(contents: dict[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(contents[path]).hexdigest()}  {path}\n" for path in sorted(contents)).encode("utf-8")


def _zip(name: str, contents: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(contents):
            archive.writestr(entry(f"{name}/{path}"), contents[path])
    return out.getvalue()
