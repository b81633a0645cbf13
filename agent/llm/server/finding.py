"""Finding the JSON in what a model wrote: behind its thinking, inside a fence, after a polite sentence."""

import json
import re

from pydantic import JsonValue

_THINKING = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.S | re.I)
_DECODER = json.JSONDecoder()


class NoJson(Exception):
    """There is no JSON object or list in the text; the message says what stands in its place."""


def json_in(text: str) -> JsonValue:
    """The first complete JSON object or list. Raises NoJson."""
    plain = _THINKING.sub("", text).strip()
    starts = [match.start() for match in re.finditer(r"[{\[]", plain)]
    if not starts:
        raise NoJson("the answer holds no JSON object")
    first: json.JSONDecodeError | None = None
    for start in starts[:20]:
        try:
            value: JsonValue = _DECODER.raw_decode(plain, start)[0]
        except json.JSONDecodeError as error:
            first = first or error
        else:
            if isinstance(value, dict) or (isinstance(value, list) and start == starts[0]):
                return value
    raise NoJson(f"the JSON is broken: {first}" if first else "the answer holds no JSON object")
