"""Text on its way to the page's Markdown, which would read ':word' as a directive and drop it."""

import re

_KEPT = re.compile(
    r"(?P<keep>```.*?```|`[^`\n]*`|\]\([^)\s]*\)|<https?://[^>\s]*>|https?://[^\s)>\]]+)|(?P<colon>(?<!\\):(?=[A-Za-z]))",
    re.DOTALL,
)


def shown(text: str) -> str:
    """The text with every colon before a letter escaped, except in code, links and addresses."""
    return _KEPT.sub(lambda found: found["keep"] or r"\:", text)
