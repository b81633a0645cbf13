"""The architecture page shows the graph and the rules as they are."""

from tests.docs.generate import PAGE, refreshed


def test_the_generated_parts_are_fresh() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert refreshed(page) == page, "run `make docs`"
