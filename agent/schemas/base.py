"""What every schema shares: strict base models, field marks, and the small value types (number, money, dates, addresses)."""

import re
from datetime import date
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.config import JsonDict

MAX_TEXT = 20_000
"""Longest text one field may hold, in characters."""


class Model(BaseModel):
    """Strict base: unknown fields are refused, text is stripped, infinities are refused, field docstrings are descriptions."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        str_max_length=MAX_TEXT,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class Artifact(Model):
    """The content of one stage. Drafts may have holes; `required` marks say what must be filled before submission."""


def field(
    default: Any = None, *, group: str = "", label: str = "", required: bool = False, hydrated: str = "", **rules: Any
) -> Any:
    """Declare a field with its marks.

    `group` is the display group, `label` the name shown to a person (default: made from the field name), `required`
    means filled before submission, `hydrated` is the upstream path it is filled from. `rules` go to pydantic's Field.
    """
    marks: dict[str, str | bool] = {"group": group, "label": label, "required": required, "hydrated": hydrated}
    extra: JsonDict = {f"x-{name}": value for name, value in marks.items() if value}
    if isinstance(default, list | dict):
        kind = type(default)
        return Field(default_factory=kind, json_schema_extra=extra, **rules)
    return Field(default=default, json_schema_extra=extra, **rules)


def _whole_when_possible(value: int | float) -> int | float:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Number = Annotated[int | float, AfterValidator(_whole_when_possible)]
"""A finite number; 45000.0 and 45000 are the same value and the same digest."""

Share = Annotated[Number, Field(ge=0, le=1)]
"""A part of a whole, 0 to 1."""


def _campaign_date(value: date) -> date:
    if not 2000 <= value.year <= 2100:
        raise ValueError(f"{value.isoformat()} is outside 2000 to 2100")
    return value


CampaignDate = Annotated[date, AfterValidator(_campaign_date)]
"""A day a campaign can plan with: 2000 to 2100, ISO 8601."""

_HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+(xn--[a-z0-9-]{2,59}|[a-z]{2,63})$")


def _address(value: str) -> str:
    url = value if re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", value) else f"https://{value}"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        _ = parts.port
    except (ValueError, UnicodeError) as error:
        raise ValueError(f"'{value}' is not a web address") from error
    if parts.scheme not in ("http", "https") or " " in url or parts.username or not _HOST.match(host.lower()):
        raise ValueError(f"'{value}' is not a web address such as https://shop.example.co.uk/path")
    return url


WebAddress = Annotated[str, AfterValidator(_address)]
"""An http or https address; a missing scheme becomes https. Sub-domains, ports, paths and queries are kept."""


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]{2,}", value):
        raise ValueError(f"'{value}' is not an email address")
    return value


EmailAddress = Annotated[str, AfterValidator(_email)]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def _timezone(value: str) -> str:
    if value not in _zones():
        raise ValueError(f"'{value}' is not an IANA time zone such as Europe/London")
    return value


TimeZone = Annotated[str, AfterValidator(_timezone)]

_SYMBOLS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "zł": "PLN"}


def _currency(value: str) -> str:
    code = _SYMBOLS.get(value, value.upper())
    if code not in _currencies():
        raise ValueError(f"'{value}' is not an ISO 4217 currency code such as GBP")
    return code


Currency = Annotated[str, AfterValidator(_currency)]

_MONEY = re.compile(r"^(?P<before>[^\d\s.,-]*)\s*(?P<amount>\d[\d.,' ]*)\s*(?P<k>[kKmM]?)\s*(?P<after>[^\d\s.,]*)$")


def _money_text(value: object) -> object:
    """Read '45,000 GBP', 'EUR 96.000,00' or '£45k' where a person typed money as one text."""
    if not isinstance(value, str):
        return value
    match = _MONEY.match(value.strip())
    if match is None or not (match["before"] or match["after"]):
        raise ValueError(f"'{value}' is not an amount with its currency, such as 45,000 GBP")
    amount = read_number(match["amount"]) * {"k": 1_000, "m": 1_000_000}.get(match["k"].lower(), 1)
    return {"amount": amount, "currency": match["before"] or match["after"]}


def read_number(text: str) -> float:
    """Read a number written in English or continental style: 45,000 · 3.900 · 96.000,00 · 1,234.56 · 0,9.

    A single separator followed by exactly three digits groups thousands. Raises ValueError when it is not a number.
    """
    digits = re.sub(r"[\s' ]", "", text).rstrip(".,")
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return float(digits)
    both = "." in digits and "," in digits
    mark = digits[last]
    grouped = not both and (digits.count(mark) > 1 or (len(digits) - last - 1 == 3 and not digits.startswith("0")))
    if grouped:
        return float(digits.replace(mark, ""))
    return float(digits[:last].replace(".", "").replace(",", "") + "." + digits[last + 1 :])


class _Money(Model):
    """An amount with its ISO 4217 currency."""

    amount: Annotated[Number, Field(ge=0, le=1e12)]
    """In units of the currency, not cents."""
    currency: Currency

    def __str__(self) -> str:
        return f"{self.amount:,} {self.currency}"


Money = Annotated[_Money, BeforeValidator(_money_text)]
"""Money; also accepts the text forms a person types."""
MoneyValue = _Money
