"""What Markdown would swallow is escaped, and nothing else is touched."""

import pytest

from agent.web.markdown import shown


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("ratio a:b and key:value", r"ratio a\:b and key\:value"),
        ("at 09:30, 3:1", "at 09:30, 3:1"),
        ("Say: yes", "Say: yes"),
        ("see https://shop.example.co.uk:8443/a:b now", "see https://shop.example.co.uk:8443/a:b now"),
        ("[brief](/files/a:b)", "[brief](/files/a:b)"),
        ("`utm:source` and x:y", r"`utm:source` and x\:y"),
        ("```\na:b\n```\nc:d", "```\na:b\n```\nc\\:d"),
        (r"already\:escaped", r"already\:escaped"),
    ],
)
def test_a_colon_before_a_word_is_kept(text: str, escaped: str) -> None:
    assert shown(text) == escaped
