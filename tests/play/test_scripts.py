"""A script with a mistake is refused by file, line and field; a script that does not hold says what was found."""

from pathlib import Path

import pytest

from agent.errors import Invalid
from agent.play.player import play, scripts_in
from agent.play.script import Expect, load

CONVERSATIONS = Path(__file__).parent.parent / "conversations"


def written(folder: Path, text: str) -> Path:
    path = folder / "x.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("name: x\nsteps:\n  - say: hi\n    expct: {}\n", 4, "steps.0.expct"),
        ("name: x\nsteps:\n  - click: approve_all\n", 3, "steps.0.click"),
        ("name: x\nmodel: magic\nsteps: [{say: hi}]\n", 2, "model"),
        ("name: x\nsteps:\n  - say: hi\n    upload: y.md\n", 3, "exactly one"),
        ("name: x\nsteps: [\n", 3, ""),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(tmp_path: Path, text: str, line: int, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        load(written(tmp_path, text))
    assert f"x.yaml:{line}: " in str(caught.value)
    assert field in str(caught.value)


async def test_a_failure_prints_the_wanted_and_the_found_value(tmp_path: Path) -> None:
    played = await play(written(tmp_path, 'name: x\nsteps:\n  - say: "New campaign: Foo for Bar"\n    expect: {stage: strategy, field: {intake.client_name: Baz}}\n'))
    assert [problem.split("): ", 1)[1] for problem in played.problems] == ['stage: wanted "strategy", found "intake"', 'intake.client_name: wanted "Baz", found "Bar"']


async def test_a_refused_step_fails_unless_the_next_expects_it(tmp_path: Path) -> None:
    start = 'name: x\nsteps:\n  - say: "New campaign: Foo for Bar"\n  - click: generate_package\n'
    refused = await play(written(tmp_path, start + "  - say: status\n"))
    assert "was refused" in refused.problems[0]
    assert (await play(written(tmp_path, start + "  - expect: {error: not offered}\n"))).passed


async def test_a_kill_reaches_its_point_and_the_work_is_finished() -> None:
    played = await play(CONVERSATIONS / "kill_at_the_gate.yaml")
    assert played.problems == []
    assert [step["reached"] for step in played.steps if "kill" in step] == [True, True]


def test_every_key_of_the_format_is_checked() -> None:
    from agent.play.checking import checked_keys

    assert set(checked_keys()) == set(Expect.model_fields)


def test_folders_hold_scripts() -> None:
    assert len(scripts_in([CONVERSATIONS])) >= 8
