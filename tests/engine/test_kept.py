"""Rulebooks kept on disk: the same law, only when it is the same, and never somebody else's doing."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from pathlib import Path

import pytest

from inburgerregels import load_rulebook
from inburgerregels.data import rules_dir
from inburgerregels.engine import loading
from inburgerregels.language import Rulebook, read_rulebook

SMALL = Path(__file__).parent.parent / "cli" / "voorbeeld" / "wet.yaml"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INBURGERREGELS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """A copy of the law that a test may change."""
    folder = tmp_path / "rules"
    shutil.copytree(rules_dir(), folder)
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small law, for what does not depend on what the law says."""
    return Path(shutil.copy(SMALL, tmp_path / "wet.yaml"))


def kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("*.wet"))


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Whatever rule files are read for from now on."""
    asked: list[object] = []

    def read(*given: object, **choices: object) -> Rulebook:
        asked.append(given)
        return read_rulebook(*given, **choices)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "read_rulebook", read)
    return asked


def test_what_is_kept_is_what_was_loaded(cache: Path, law: Path, reading: list[object]) -> None:
    first = load_rulebook(law)
    (path,) = kept(cache)
    assert len(reading) == 1
    again = load_rulebook(law)
    assert len(reading) == 1
    assert kept(cache) == [path]
    assert again == first
    assert again.program.nodes == first.program.nodes


def test_another_text_or_question_is_another_rulebook(cache: Path, law: Path) -> None:
    before = load_rulebook(law)
    load_rulebook(law, zonder=["covid"])
    assert len(kept(cache)) == 2
    path = next(law.rglob("examentermijn.yaml"))
    path.write_text(path.read_text(encoding="utf-8") + "\n# anders\n", encoding="utf-8")
    after = load_rulebook(law)
    assert len(kept(cache)) == 3
    assert after.ref.hash == load_rulebook(law).ref.hash
    assert isinstance(before, Rulebook)


def test_what_was_unused_longest_makes_room(
    cache: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laws = [small.with_name(f"wet-{number}.yaml") for number in range(4)]
    paths: list[Path] = []
    for number, law in enumerate(laws):
        shutil.copy(small, law)
        if number < 3:
            load_rulebook(law)
            (path,) = set(kept(cache)) - set(paths)
            os.utime(path, (number, number))
            paths.append(path)
    load_rulebook(laws[0])
    monkeypatch.setattr("inburgerregels.engine.kept._MOST", 7 * paths[0].stat().st_size // 2)
    load_rulebook(laws[3])
    assert paths[0] in kept(cache)
    assert paths[1] not in kept(cache)
    assert len(kept(cache)) == 3


def test_a_damaged_file_is_not_used(cache: Path, small: Path) -> None:
    first = load_rulebook(small)
    (path,) = kept(cache)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    assert load_rulebook(small) == first
    assert path.read_bytes() != bytes(data)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (os.environ["EVIL"],)


def test_what_is_no_rulebook_is_neither_used_nor_run(
    cache: Path, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVIL", str(tmp_path / "evil"))
    first = load_rulebook(small)
    (path,) = kept(cache)
    for content in (Evil(), {"a": 1}, ("not", "law")):
        data = pickle.dumps(content)
        path.write_bytes(hashlib.sha256(data).digest() + data)
        assert load_rulebook(small) == first
    assert not (tmp_path / "evil").exists()


def test_a_folder_in_which_others_can_write_is_not_used(cache: Path, small: Path) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    load_rulebook(small)
    assert kept(cache) == []


def test_nothing_is_kept_when_that_is_asked(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INBURGERREGELS_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    load_rulebook(small)
    assert not (tmp_path / "home").exists()
