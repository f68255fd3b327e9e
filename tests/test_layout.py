"""How the repository is laid out: who may use whom, how long a module is, what stays out."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "inburgerregels"

#: A folder depends only on itself and on those before it.
LAYERS = (
    "model",
    "dates",
    "language",
    "engine",
    "prover",
    "explain",
    "batch",
    "policy",
    "report",
    "web",
    "cli",
)
#: Names of the package itself that every folder may use: they depend on no folder but the first.
OPEN_TO_ALL = {"data", "__version__"}

MAX_LINES = 400


def modules(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that is imported, wherever in the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            prefix = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{prefix}.{alias.name}") for alias in node.names)


def imports_upwards(source: str, layer: str) -> list[str]:
    """The imports in ``source`` that a module in folder ``layer`` may not have."""
    allowed = {*LAYERS[: LAYERS.index(layer) + 1], *OPEN_TO_ALL}
    wrong = []
    for line, name in imported(ast.parse(source)):
        package, _, rest = name.partition(".")
        if package == "" or (package == PACKAGE.name and rest.split(".")[0] not in allowed):
            wrong.append(f"line {line}: {name}")
    return wrong


def forbidden_calls(source: str) -> list[str]:
    """Where ``source`` runs text as code, or reads YAML in a way that can."""
    wrong = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="eval" | "exec" | "compile" as name)):
                wrong.append(f"line {node.lineno}: {name}(")
            case ast.Attribute(value=ast.Name(id="yaml"), attr=name) if name in YAML_LOADERS:
                wrong.append(f"line {node.lineno}: yaml.{name}")
            case ast.ImportFrom(module="yaml", names=names):
                found = sorted(alias.name for alias in names if alias.name in YAML_LOADERS)
                wrong += [f"line {node.lineno}: yaml.{name}" for name in found]
    return wrong


YAML_LOADERS = {
    f"{loader}{suffix}"
    for loader in ("load", "full_load", "unsafe_load")
    for suffix in ("", "_all")
}


def tracked_files() -> list[Path]:
    """What git tracks; outside a git checkout, every file that is not made by a tool."""
    listing = None
    if (ROOT / ".git").exists() and shutil.which("git"):
        # safe.directory: the checkout may belong to someone else than who runs the tests.
        command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listing is not None and listing.returncode == 0:
        return [
            path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()
        ]
    made = {".git", ".venv", "build", "dist", "__pycache__", ".hypothesis"}
    made |= {".mypy_cache", ".pytest_cache", ".ruff_cache"}
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not made.intersection(path.relative_to(ROOT).parts)
    ]


def test_every_folder_of_the_package_has_its_place_in_the_layers() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/*.py")}
    assert folders
    assert folders <= set(LAYERS)


def test_the_package_itself_holds_only_its_front_door_and_the_place_of_its_data() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} <= {"__init__.py", "__main__.py", "data.py"}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_folder_depends_only_on_the_folders_before_it(layer: str) -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in modules(PACKAGE / layer)
        if (found := imports_upwards(path.read_text(encoding="utf-8"), layer))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "source",
    [
        "import inburgerregels.cli",
        "from inburgerregels.engine.ir import Node",
        "from inburgerregels import engine",
        "from inburgerregels import evaluate",
        "import inburgerregels",
        "def later():\n    from inburgerregels.report import text",
        "from . import cli",
        "from ..engine import ir",
    ],
)
def test_an_import_from_a_folder_further_on_is_seen_in_every_spelling(source: str) -> None:
    assert len(imports_upwards(source, "language")) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import inburgerregels.model.values",
        "from inburgerregels.language.types import Type",
        "from inburgerregels import dates",
        "from inburgerregels import __version__",
        "from inburgerregels.data import rules_dir",
        "import attrs.validators",
        "from inburgerregelscript import cli",
    ],
)
def test_an_import_from_the_same_or_an_earlier_folder_is_allowed(source: str) -> None:
    assert imports_upwards(source, "language") == []


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(PACKAGE, ROOT / "tests", ROOT / "bench")
    }
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}


def test_no_text_is_run_as_code() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in modules(PACKAGE)
        if (found := forbidden_calls(path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "exec(text)",
        "compile(text, 'name', 'exec')",
        "yaml.load(text, Loader=yaml.SafeLoader)",
        "load = yaml.unsafe_load_all",
        "from yaml import full_load",
    ],
)
def test_running_text_as_code_is_seen_in_every_spelling(source: str) -> None:
    assert len(forbidden_calls(source)) == 1


def test_what_only_looks_like_running_text_is_left_alone() -> None:
    source = "re.compile('x')\nevaluate(y)\nyaml.compose(text)\nyaml.safe_load(text)\n'eval('"
    assert forbidden_calls(source) == []


def test_every_public_package_says_what_is_public() -> None:
    public = [
        path
        for path in PACKAGE.rglob("__init__.py")
        if not any(part.startswith("_") for part in path.parent.relative_to(PACKAGE).parts)
    ]
    silent = [
        str(path.relative_to(ROOT))
        for path in public
        if "__all__" not in assigned(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert public
    assert silent == []


def assigned(module: ast.Module) -> set[str]:
    """Names that are given a value at the top of a module."""
    return {
        target.id
        for statement in module.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (
            statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        )
        if isinstance(target, ast.Name)
    }


def test_no_file_refers_to_anything_outside_the_repository() -> None:
    # Written in two parts, so that this file does not hold them.
    outside = [b".." + b"/shared", b"/work" + b"/"]
    files = tracked_files()
    referring = [
        str(path.relative_to(ROOT))
        for path in files
        if any(place in path.read_bytes() for place in outside)
    ]
    assert files
    assert referring == []
