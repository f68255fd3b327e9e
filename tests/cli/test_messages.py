"""The Dutch texts of click. ``python tests/cli/test_messages.py`` compiles them after a change."""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterator
from pathlib import Path

import inburgerregels

FOLDER = Path(inburgerregels.__file__).resolve().parent / "cli" / "locale" / "nl" / "LC_MESSAGES"


def entries(text: str) -> Iterator[tuple[str, str]]:
    """Each text and its translation, as a compiled catalogue has them: plurals joined by NUL."""
    for block in text.split("\n\n"):
        parts: dict[str, str] = {}
        keyword = ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if not line.startswith('"'):
                keyword, line = line.split(" ", 1)
                parts[keyword] = ""
            parts[keyword] += ast.literal_eval(line)
        plural = "\0" + parts["msgid_plural"] if "msgid_plural" in parts else ""
        translations = [said for name, said in parts.items() if name.startswith("msgstr")]
        yield parts["msgid"] + plural, "\0".join(translations)


def compiled(text: str) -> bytes:
    """The catalogue in the format that gettext reads."""
    pairs = sorted((said.encode(), dutch.encode()) for said, dutch in entries(text))
    count = len(pairs)
    texts = [said for said, _ in pairs] + [dutch for _, dutch in pairs]
    start = 28 + 16 * count
    index, body = b"", b""
    for item in texts:
        index += struct.pack("<II", len(item), start + len(body))
        body += item + b"\0"
    head = struct.pack("<IIIIIII", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, start)
    return head + index + body


def test_the_compiled_texts_are_those_of_the_readable_file() -> None:
    readable = (FOLDER / "messages.po").read_text(encoding="utf-8")
    assert (FOLDER / "messages.mo").read_bytes() == compiled(readable.strip())


def test_every_placeholder_of_a_text_is_one_of_its_translation() -> None:
    readable = (FOLDER / "messages.po").read_text(encoding="utf-8")
    for said, dutch in list(entries(readable.strip()))[1:]:
        for english, translated in zip(said.split("\0"), dutch.split("\0"), strict=True):
            assert placeholders(translated) <= placeholders(english), english


def placeholders(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


if __name__ == "__main__":
    source = (FOLDER / "messages.po").read_text(encoding="utf-8")
    (FOLDER / "messages.mo").write_bytes(compiled(source.strip()))
