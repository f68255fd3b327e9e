"""Files that are there whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

__all__ = ["file_hash", "publish", "sync_folder", "write_file"]

_CHUNK = 1 << 20


def write_file(path: Path, data: bytes) -> None:
    """Write under another name, make sure it is on disk, and only then give it its name."""
    hidden = temporary(path)
    with hidden.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    hidden.replace(path)
    sync_folder(path.parent)


def temporary(path: Path) -> Path:
    """The name of a file while this process is writing it; other machines may see the folder too."""
    return path.with_name(f".{path.name}.{os.uname().nodename}.{os.getpid()}.tmp")


def publish(hidden: Path, path: Path) -> None:
    """Give a file that was written under another name its own name, once it is on disk."""
    with hidden.open("rb") as file:
        os.fsync(file.fileno())
    hidden.replace(path)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            digest.update(data)
    return digest.hexdigest()
