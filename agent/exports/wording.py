"""How numbers, dates and codes are written for a reader. One place, so that every file says the same."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_WORDS = {
    "ad_copy": "Advert", "blog_post": "Blog post", "video_script": "Video script", "social_post": "Social post",
    "landing_page": "Landing page", "pdf": "PDF", "pptx": "PowerPoint deck", "json": "JSON data", "zip": "ZIP of all assets",
    "xlsx": "Excel workbook", "ics": "Calendar file", "csv": "CSV", "docx": "Word document", "crm": "CRM", "sms": "SMS",
    "in_app": "In the app", "csv_links": "CSV", "cac": "Customer acquisition cost", "ltv": "Lifetime value",
    "aov": "Average order value", "icp_definition": "Ideal customer profile", "pdf_report": "PDF report",
    "pptx_deck": "PowerPoint deck", "asset_zip": "ZIP of all assets", "ig_posts_week1": "Instagram posts, week 1",
    "fb_posts_week1": "Facebook posts, week 1", "linkedin_posts_week1": "LinkedIn posts, week 1",
    "reels_scripts_week1": "Reel scripts, week 1", "content_calendar_week1": "Content calendar, week 1",
    "case_study": "Case study", "one_time": "Once", "yes": "Yes", "no": "No", "biweekly": "Every two weeks",
    "data_driven": "Data-driven", "last_click": "Last click", "google_paid_last_click": "Google paid channels last click",
    "in_review": "In review", "sales_conversion": "Sales conversion", "product_market_fit": "Product-market fit",
    "analytics": "Analytics", "ads": "Advertising platforms",
}  # fmt: skip

_NUMERALS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")

_COMPARATORS = {"<": "below {}", "<=": "{} or less", ">": "above {}", ">=": "{} or more", "==": "exactly {}"}


def words(code: str) -> str:
    """A code as words: 'solution_aware' -> 'Solution aware'. Text that is no code comes back with a capital first letter."""
    if code.lower() in _WORDS:
        return _WORDS[code.lower()]
    text = code.replace("_", " ") if re.fullmatch(r"[a-z0-9_]+", code) else code
    return text[:1].upper() + text[1:]


def number(value: int | float) -> str:
    """Thousands by comma, at most four decimals: 45,000 · 97.4 · 0.01."""
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def money(amount: int | float, currency: str) -> str:
    """45,000 GBP; cents only when there are some."""
    whole = float(amount).is_integer()
    return f"{amount:,.0f} {currency}" if whole else f"{amount:,.2f} {currency}"


def percent(share: int | float) -> str:
    """A part of a whole, 0 to 1, as 36%."""
    return f"{number(round(share * 100, 2))}%"


def measure(value: int | float | None, unit: str | None) -> str:
    """A figure with its unit: '1,500 subscribers', '40%', '60%' for a share of 0.6; 'Unknown' when there is none."""
    if value is None:
        return "Unknown"
    if unit == "%":
        return f"{number(value)}%"
    if unit == "share" and 0 <= value <= 1:
        return percent(value)
    return f"{number(value)} {unit}" if unit else number(value)


def limit(comparator: str, value: int | float, unit: str | None = None) -> str:
    """A comparison as words: '45 or more', 'below 550'."""
    return _COMPARATORS[comparator].format(measure(value, unit))


def day(value: date) -> str:
    """7 September 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def weekday(value: date) -> str:
    """Monday."""
    return _DAYS[value.weekday()]


def short_day(value: date) -> str:
    """Mon 7 Sep."""
    return f"{weekday(value)[:3]} {value.day} {_MONTHS[value.month - 1][:3]}"


def day_month(value: date) -> str:
    """7 Sep."""
    return f"{value.day} {_MONTHS[value.month - 1][:3]}"


def month(value: date) -> str:
    """September 2026."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def span(start: date | None, end: date | None) -> str:
    """7 September to 29 November 2026; the year stands once when it is the same."""
    if start is None or end is None:
        return f"from {day(start)}" if start else f"until {day(end)}" if end else "Unknown"
    if start == end:
        return day(start)
    first = day(start) if start.year != end.year else f"{start.day} {_MONTHS[start.month - 1]}"
    return f"{first} to {day(end)}"


def moment(value: datetime, zone: str | None) -> str:
    """24 November 2026, 15:32 (Europe/London)."""
    name = zone or "UTC"
    local = value.astimezone(ZoneInfo(name))
    return f"{day(local.date())}, {local:%H:%M} ({name})"


def weeks(first: int, last: int) -> str:
    """Week 3, or weeks 3 to 8."""
    return f"week {first}" if first == last else f"weeks {first} to {last}"


def partial_date(text: str) -> str:
    """An ISO day, month or year as words: '2026-08-03' -> '3 August 2026'."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return day(date(*parts))
    return f"{_MONTHS[parts[1] - 1]} {parts[0]}" if len(parts) == 2 else text


def listed(items: Sequence[str]) -> str:
    """a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def spelt(count: int, noun: str) -> str:
    """One post, four posts, 60 posts: numbers up to ten in words, to begin a sentence."""
    text = counted(count, noun)
    return f"{_NUMERALS[count]} {text.split(' ', 1)[1]}" if count < len(_NUMERALS) else text


def counted(count: int, noun: str) -> str:
    """1 post, 60 posts."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"
