"""Showing JSON while it is written: only the words in it."""

_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class Prose:
    """Takes JSON piece by piece and gives the strings that are values, a line each. What stands before the JSON is left out."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._in_string = False
        self._key = False
        self._escape = ""
        self._high = ""
        """First half of a character that JSON writes in two."""

    def feed(self, piece: str) -> str:
        """The words in the next piece."""
        return "".join(map(self._one, piece))

    def _one(self, char: str) -> str:
        if self._in_string:
            return self._inside(char)
        if char in "{[":
            self._open.append(char)
        elif char in "}]" and self._open:
            self._open.pop()
        elif char == '"' and self._open:
            self._in_string = True
        self._key = self._open[-1:] == ["{"] if char in "{," else self._key and char not in ":[}]"
        return ""

    def _inside(self, char: str) -> str:
        if self._escape:
            return self._escaped(char)
        if char == "\\":
            self._escape = char
            return ""
        if char == '"':
            self._in_string = False
            return "" if self._key else "\n"
        return "" if self._key else char

    def _escaped(self, char: str) -> str:
        self._escape += char
        if self._escape.startswith("\\u") and len(self._escape) < 6:
            return ""
        code, self._escape = self._escape[1:], ""
        text = _ESCAPED.get(code, code) if len(code) == 1 else chr(int(code[1:], 16))
        if "\ud800" <= text <= "\udbff":
            self._high = text
            return ""
        high, self._high = self._high, ""
        return "" if self._key else (high + text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
