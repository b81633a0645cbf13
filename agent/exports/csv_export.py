"""calendar.csv: the posts in the import layout of BrightBean, which other schedulers can map column by column."""

import csv
from io import StringIO

from agent.exports.formulas import quoted
from agent.exports.lines import PostLine
from agent.exports.model import ExportModel

HEADER = ("date", "time", "platforms", "caption", "media_url", "category", "tags", "first_comment")
"""Times are wall-clock times of the campaign's zone; media are added by the person who imports."""


def write_csv(model: ExportModel) -> bytes:
    """One row per post: UTF-8 with byte order mark, every cell quoted, CRLF, and no cell that runs as a formula."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADER)
    for line in model.posts:
        writer.writerow([quoted(cell) for cell in _row(line, model)])
    return out.getvalue().encode("utf-8-sig")


def _row(line: PostLine, model: ExportModel) -> tuple[str, ...]:
    post = line.post
    kind = line.kind.lower().replace(" ", "-")
    return post.date.isoformat(), post.time, post.platform, caption(line, model), "", post.pillar, kind, ""


def caption(line: PostLine, model: ExportModel) -> str:
    """What is posted: hook, body, call to action with its link, hashtags."""
    asset = model.assets.get(line.post.asset)
    call = " ".join(part for part in (line.post.cta, line.link) if part)
    if asset is None:
        return call
    body = asset.body if asset.body.startswith(asset.hook) else f"{asset.hook}\n\n{asset.body}"
    return "\n\n".join(part for part in (body, call, " ".join(asset.hashtags)) if part)
