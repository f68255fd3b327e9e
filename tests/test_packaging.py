"""The law and the scenarios travel with the program, in every way in which it can be there.

Each way is tried for real, on a copy of the project, from a folder that has nothing to do with it.
"""

from __future__ import annotations

import configparser
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import inburgerregels
from inburgerregels import data
from inburgerregels.model import ProblemError

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("rules", "scenarios")

FIND = """
import json
from inburgerregels.data import rules_dir, scenarios_dir
print(json.dumps([str(rules_dir()), str(scenarios_dir())]))
"""


def files_in(folder: Path) -> set[str]:
    """What is in a folder and under it, hidden files and compiled modules left out."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {
        name.as_posix()
        for name in names
        if "__pycache__" not in name.parts and not any(part.startswith(".") for part in name.parts)
    }


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command prints; where it fails, so does the test, with what it complained of."""
    clean = {key: text for key, text in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**clean, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pip(python: Path | str, subcommand: str, *arguments: str | Path) -> None:
    """Run this session's pip for an environment that has none, fetching nothing where it can."""
    options = ["--quiet", "--disable-pip-version-check", "--no-deps"]
    if setuptools_is_recent_enough():
        options.append("--no-build-isolation")
    pip_there = [sys.executable, "-m", "pip", "--python", python, subcommand, *options]
    run(*pip_there, *arguments, cwd=Path(sys.prefix), PIP_ROOT_USER_ACTION="ignore")


def setuptools_is_recent_enough() -> bool:
    (needed,) = re.findall(r"setuptools>=(\d+)", (ROOT / "pyproject.toml").read_text())
    try:
        return int(importlib.metadata.version("setuptools").partition(".")[0]) >= int(needed)
    except importlib.metadata.PackageNotFoundError:
        return False


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is installed, so that building leaves nothing behind in the checkout."""
    copy = tmp_path_factory.mktemp("project")
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for name in ("inburgerregels", *SHIPPED):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "wheel", "--wheel-dir", folder, project)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A new environment that holds what inburgerregels needs, but not inburgerregels."""
    home = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=tmp_path)
    # A folder named in a .pth file is searched last, and the .pth files in it are not read.
    (site_packages(home) / "needs.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return home


def site_packages(environment: Path) -> Path:
    (folder,) = environment.glob("lib/python*/site-packages")
    return folder


def found_by(python: Path | str, elsewhere: Path, **environment: str) -> list[Path]:
    """The two folders of data that the program finds when it is run from ``elsewhere``."""
    return [
        Path(found) for found in json.loads(run(python, "-c", FIND, cwd=elsewhere, **environment))
    ]


def assert_complete(folders: list[Path]) -> None:
    for name, folder in zip(SHIPPED, folders, strict=True):
        assert files_in(folder) == files_in(ROOT / name) != set()


def test_a_bare_checkout_finds_its_rules_and_scenarios(project: Path, tmp_path: Path) -> None:
    found = found_by(sys.executable, tmp_path, PYTHONPATH=str(project))
    assert found == [project / "rules", project / "scenarios"]
    assert_complete(found)


def test_an_editable_install_finds_the_rules_and_scenarios_of_its_checkout(
    project: Path, environment: Path, tmp_path: Path
) -> None:
    python = environment / "bin" / "python"
    pip(python, "install", "--editable", project)
    found = found_by(python, tmp_path)
    assert found == [project / "rules", project / "scenarios"]
    assert_complete(found)


def test_an_installed_wheel_finds_the_rules_and_scenarios_in_itself(
    wheel: Path, environment: Path, tmp_path: Path
) -> None:
    python = environment / "bin" / "python"
    pip(python, "install", wheel)
    installed = site_packages(environment)
    # Another distribution may well put a folder with this name here.
    (installed / "rules").mkdir()
    found = found_by(python, tmp_path)
    assert found == [installed / "inburgerregels" / f"_{name}" for name in SHIPPED]
    assert_complete(found)


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    shipped = {
        name.removeprefix("inburgerregels/")
        for name in zipfile.ZipFile(wheel).namelist()
        if name.startswith("inburgerregels/")
        and not name.startswith(("inburgerregels/_rules/", "inburgerregels/_scenarios/"))
    }
    # Where this fails: name the package, or the kind of file, in setup.cfg.
    assert shipped == files_in(ROOT / "inburgerregels")


def test_the_wheel_carries_its_licence_version_and_type_marker(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    assert "License-Expression: EUPL-1.2" in lines
    assert f"Version: {inburgerregels.__version__}" in lines
    assert "Requires-Python: >=3.11" in lines
    assert any(name.endswith("/LICENSE") for name in names)
    assert "inburgerregels/py.typed" in names


@pytest.mark.parametrize(
    ("find", "what"), [(data.rules_dir, "de regels"), (data.scenarios_dir, "de scenario's")]
)
def test_data_that_is_nowhere_is_said_to_be_missing_with_the_places_searched(
    find: Callable[[], Path], what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "_PACKAGE", tmp_path / "inburgerregels")
    with pytest.raises(ProblemError) as error:
        find()
    (problem,) = error.value.problems
    name = find.__name__.removesuffix("_dir")
    assert problem.message == (
        f"{what} ontbreken: noch {tmp_path}/inburgerregels/_{name} "
        f"noch {tmp_path}/{name} is een map"
    )
    assert problem.hint == "installeer inburgerregels opnieuw"


def test_every_dependency_is_explained_with_its_lower_bound() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = dict(setup["options.extras_require"])
    del extras["alles"]
    needed = [setup["options"]["install_requires"], *extras.values()]
    requirements = [line.partition(";")[0] for text in needed for line in text.splitlines() if line]
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in requirements if f"`{name}`" not in explained] == []
