"""What follows from a market as a default: its main time zone and language. Both are shown as defaults and can be changed."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.core import get_global

_MAIN = {"US": "America/New_York", "DE": "Europe/Berlin", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "AU": "Australia/Sydney", "CA": "America/Toronto",
         "BR": "America/Sao_Paulo", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "NZ": "Pacific/Auckland", "CN": "Asia/Shanghai", "MX": "America/Mexico_City"}  # fmt: skip
"""Countries with several zones, or whose first zone in the list is not the main one."""


@cache
def _codes() -> dict[str, str]:
    """English country names to ISO codes."""
    names = {str(name).casefold(): str(code) for code, name in Locale("en").territories.items() if len(str(code)) == 2}
    return names | {"uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "usa": "US", "us": "US", "united states of america": "US"}


def country_code(market: str) -> str | None:
    """ISO code of a market that is a country; None for a town or region."""
    return _codes().get(market.casefold().removeprefix("the ").replace("(later)", "").strip())


@cache
def _zones() -> dict[str, str]:
    """The first zone of each country in the time zone database."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            found.setdefault(code, zone)
    return found | _MAIN


def _language(code: str) -> str | None:
    """English name of the official language most people of a country speak."""
    spoken = get_global("territory_languages").get(code, {})
    official = {name: info["population_percent"] for name, info in spoken.items() if info.get("official_status") == "official"}
    if not official:
        return None
    return str(Locale("en").languages.get(max(official, key=lambda name: official[name]).split("_")[0]))


def defaults_of(markets: list[str]) -> Iterator[tuple[str, str | list[str], str]]:
    """Field, value and reason for what follows from the first markets; nothing when they are no countries."""
    codes = [code for market in markets if "later" not in market.casefold() and (code := country_code(market))]
    if not codes:
        return
    if codes[0] in _zones():
        yield "timezone", _zones()[codes[0]], f"The main time zone of {markets[0]}."
    languages = [language for code in codes if (language := _language(code))]
    if languages:
        yield "languages", list(dict.fromkeys(languages)), "Spoken in the markets."
