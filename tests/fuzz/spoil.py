"""Ways to spoil a file, each small, chosen by a seeded generator."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

__all__ = ["spoiled"]

_WORD = re.compile(rb"[\w.:-]+")
_ODD = (
    "\u202e",  # text runs the other way
    "\u200b",  # nothing, with a width of nothing
    "\ufeff",
    "\u2028",
    "\u0000",
    "\u0085",
    "\U0001f600",
    "e\u0301",
    "\u0661\u0662",  # digits of another script
    "\u00b2",
    "\uff11",
    "\t",
    "\r",
)
_HUGE = (
    b"9" * 30,
    b"9" * 5000,
    b"1e999",
    b"-1",
    b"0x10",
    b"0",
    b"99999999 jaar",
    b"999999 maanden",
    b"9999-12-31",
    b"0001-01-01",
    b"2019-02-30",
    b"10000-01-01",
    "€ 999.999.999.999".encode(),
    "€ 0,001".encode(),
    b"100000%",
    b".inf",
    b".nan",
    b"~",
    b"null",
    b"onbekend",
    b"{}",
    b"[]",
    b"''",
)
_LANGUAGE = (
    *(b"en", b"of", b"niet", b"als", b"dan", b"anders", b"voor", b"na", b"tot en met", b"eerste"),
    *(
        b"laatste",
        b"aantal",
        b"som",
        b"bestaat",
        b"elk over o uit",
        b"waar",
        b"van",
        b"op",
        b"ofwel",
    ),
    *(b"vorige", b"eerdere", b"deze", b"nooit", b"voorheen", b"peildatum", b"(", b")", b"[", b"]"),
    *(
        b";",
        b":",
        b"- ",
        b"&a",
        b"*a",
        b"!!python/name:os",
        b"---",
        b"...",
        b"|",
        b">-",
        b"#",
        b"<<",
    ),
)

Spoil = Callable[[bytes, random.Random, list[bytes]], bytes]


def spoiled(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    """The file with one to three things wrong in it; ``words`` are words that other files use."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = chance.choice(_SPOILS)(data, chance, words)
    return data


def _flip(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    if not data:
        return b"\xff"
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def _delete(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + data[place + chance.choice((1, 1, 2, 8, 60)) :]


def _repeat(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    several = lines[place : place + chance.randrange(1, 8)]
    return b"\n".join(lines[:place] + several + lines[place:])


def _swap(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _drop_line(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def _indent(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    lines[place] = chance.choice((b" ", b"  ", b"\t", b"- ")) + lines[place]
    return b"\n".join(lines)


def _replace(data: bytes, new: bytes, chance: random.Random) -> bytes:
    places = list(_WORD.finditer(data))
    if not places:
        return data + new
    place = chance.choice(places)
    return data[: place.start()] + new + data[place.end() :]


def _other_word(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    return _replace(data, chance.choice(words), chance)


def _own_word(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    return _replace(data, chance.choice(_WORD.findall(data) or words), chance)


def _language(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    return _replace(data, chance.choice(_LANGUAGE), chance)


def _huge(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    return _replace(data, chance.choice(_HUGE), chance)


def _odd(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(_ODD).encode() + data[place:]


def _nest(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    depth = chance.choice((5, 45, 300, 3000))
    kind = chance.choice((b"[]", b"{}", b"()"))
    if kind == b"{}":
        return _replace(data, b"{a: " * depth + b"1" + b"}" * depth, chance)
    return _replace(data, kind[:1] * depth + b"1" + kind[1:] * depth, chance)


def _cut(data: bytes, chance: random.Random, words: list[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


_SPOILS: tuple[Spoil, ...] = (
    *(_flip, _delete, _repeat, _swap, _drop_line, _indent, _other_word, _other_word, _own_word),
    *(_own_word, _language, _language, _huge, _odd, _nest, _cut),
)
