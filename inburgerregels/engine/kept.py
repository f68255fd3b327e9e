"""Rulebooks kept on disk as they were prepared, so that the same law need not be read and checked again.

A kept rulebook is used only for exactly the files, choices and program that it was made of: their hash
is its name. It is in the user's own cache (``XDG_CACHE_HOME``), in a folder that nobody else can write
in, and it is read by a reader that makes nothing but the values of this package. Whatever is wrong
with it, the law is simply read again.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import io
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import attrs

from inburgerregels.language import Rulebook

__all__ = ["kept_rulebook", "program_digest"]

#: Set to nothing to keep no rulebooks.
_SWITCH = "INBURGERREGELS_CACHE"
_PACKAGE = "inburgerregels"
#: Of more bytes than this, the rulebooks unused longest are thrown away. The law that comes with the
#: program takes some two million, and an explanation may look at it in every one of its readings.
_MOST = 256 << 20
_DIGEST = hashlib.sha256().digest_size


def kept_rulebook(parts: Sequence[bytes], make: Callable[[], Rulebook]) -> Rulebook:
    """The rulebook that is made of ``parts``; ``make`` makes it when it was not kept."""
    folder = _folder()
    if folder is None:
        return make()
    key = hashlib.sha256(program_digest())
    for part in parts:
        key.update(len(part).to_bytes(8, "big"))
        key.update(part)
    path = folder / f"{key.hexdigest()}.wet"
    found = _read(path)
    if found is None:
        found = make()
        _write(path, found)
    return found


def _folder() -> Path | None:
    """Where rulebooks are kept; None when there is no place that is the user's alone."""
    said = os.environ.get(_SWITCH)
    if said == "" or not hasattr(os, "getuid"):
        return None
    if said:
        folder = Path(said)
    else:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        folder = Path(home) / _PACKAGE
    try:
        folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
        return folder if folder.is_absolute() and _is_own(folder.lstat()) else None
    except OSError:
        return None


def _is_own(status: os.stat_result) -> bool:
    """Whether this is the user's, and nobody else can write in it."""
    others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return status.st_uid == os.getuid() and not others and not stat.S_ISLNK(status.st_mode)


@functools.cache
def program_digest() -> bytes:
    """A fingerprint of this program and of the Python that runs it."""
    found = hashlib.sha256(sys.version.encode())
    root = Path(__file__).parent.parent
    for path in sorted((*root.rglob("*.py"), *root.rglob("*.lark"))):
        found.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return found.digest()


def _read(path: Path) -> Rulebook | None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            if not _is_own(os.fstat(file.fileno())):
                return None
            data = file.read()
    except OSError:
        return None
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return None
    try:
        found = _Reader(io.BytesIO(data[_DIGEST:])).load()
        os.utime(path)
    except (pickle.UnpicklingError, AttributeError, ImportError, OSError, TypeError, ValueError):
        return None
    return found if isinstance(found, Rulebook) else None


class _Reader(pickle.Unpickler):
    """Makes values of this package and days, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("datetime", "date"):
            return datetime.date
        if module.partition(".")[0] == _PACKAGE and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (attrs.has(found) or issubclass(found, (Enum, tuple))):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} hoort niet in een rulebook")


def _write(path: Path, rulebook: Rulebook) -> None:
    """Keep a rulebook, whole or not at all; that it cannot be kept is no reason to stop."""
    try:
        data = pickle.dumps(rulebook, protocol=5)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(data).digest() + data)
        Path(name).replace(path)
        _make_room(path.parent)
    except (OSError, pickle.PicklingError):
        return


def _make_room(folder: Path) -> None:
    kept = [(one.stat(), one) for one in folder.glob("*.wet")]
    total = 0
    for status, path in sorted(kept, key=lambda one: one[0].st_mtime, reverse=True):
        total += status.st_size
        if total > _MOST:
            path.unlink(missing_ok=True)
