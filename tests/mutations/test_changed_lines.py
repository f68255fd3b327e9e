import subprocess
from pathlib import Path

import pytest

from tests.mutations.changed_lines import changed_lines


def git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=iemand", "-c", "user.email=iemand@voorbeeld.nl"]
    run = subprocess.run(
        ["git", "-C", str(root), *who, *words], capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "rules" / "wet").mkdir(parents=True)
    (tmp_path / "rules" / "wet" / "a.yaml").write_text("een\ntwee\ndrie\nvier\n")
    (tmp_path / "rules" / "b.yaml").write_text("een\ntwee\n")
    (tmp_path / "elders.yaml").write_text("een\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "begin")
    return tmp_path


def test_nothing_changed_is_no_line(kept: Path) -> None:
    assert changed_lines(kept, "HEAD") == {}


def test_changed_and_added_lines_count_and_removed_ones_do_not(kept: Path) -> None:
    (kept / "rules" / "wet" / "a.yaml").write_text("een\n2\ndrie\nvier\nvijf\nzes\n")
    (kept / "rules" / "b.yaml").write_text("twee\n")
    (kept / "elders.yaml").write_text("anders\n")
    assert changed_lines(kept, "HEAD") == {"wet/a.yaml": {2, 5, 6}, "b.yaml": set()}


def test_a_commit_in_between_does_not_hide_a_change(kept: Path) -> None:
    begin = git(kept, "rev-parse", "HEAD")
    (kept / "rules" / "b.yaml").write_text("een\n2\n")
    git(kept, "commit", "-aqm", "verder")
    assert changed_lines(kept, begin) == {"b.yaml": {2}}
    assert changed_lines(kept, "HEAD") == {}


@pytest.mark.parametrize("unknown", ["bestaat-niet", "--output=x", ""])
def test_an_unknown_version_is_refused(kept: Path, unknown: str) -> None:
    with pytest.raises(ValueError, match="git kent"):
        changed_lines(kept, unknown)
