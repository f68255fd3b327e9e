"""Whether what a stylesheet colours can be told from what is behind it (WCAG 2.1: 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["contrast", "contrast_problems"]

#: Of text, and of what else must be seen.
TEXT, GRAPHIC = 4.5, 3.0
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
#: Colours that are told from no background, and why that harms nobody.
DECORATIVE = {
    "svg .jaar": "a line of the grid: the numbers stand beside it",
    "svg .verlengd": "the part of a term that is an extension has a border, and its days in the table",
}
#: Which fills are those of letters.
_LETTERS = re.compile(r"\btext\b|naam\b")


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white).

    >>> contrast("#000", "#ffffff")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_problems(style: str, html: str) -> Iterator[str]:
    """Every colour of text against every background of the page, and every colour of a picture against
    white, as the stylesheet and the pictures in ``html`` give them."""
    rules = [(" ".join(who.split()), dict(_given(what))) for who, what in _RULE.findall(style)]
    names = {k: v for who, given in rules if who == ":root" for k, v in given.items()}

    def colour(value: str) -> str | None:
        known = _VARIABLE.sub(lambda found: names.get(found[1], found[0]), value)
        found = _COLOUR.search(known)
        return found[0] if found else None

    backgrounds = {c for _, g in rules if (c := colour(g.get("background", "")))} or {"#fff"}
    for who, given in rules:
        for what, value in given.items():
            shade = colour(value)
            if what == "color" and value not in ("inherit", "currentColor"):
                if shade is None:
                    yield f"{who}: the colour {value} is not known"
                for behind in sorted(backgrounds):
                    if shade and contrast(shade, behind) < TEXT:
                        yield f"{who}: letters of {shade} on {behind}"
            if what in ("fill", "stroke", "outline") and shade:
                # A white edge parts what overlaps; what it surrounds is checked itself.
                least = TEXT if what == "fill" and _LETTERS.search(who) else GRAPHIC
                seen = shade in ("#fff", "#ffffff") or contrast(shade, "#fff") >= least
                if not seen and who not in DECORATIVE:
                    yield f"{who}: {what} of {shade} on white"
            if what == "outline" and value == "none" and who != "main:focus":
                yield f"{who}: where the keyboard is cannot be seen"
    for what, shade in re.findall(r'\b(fill|stroke)="(#[0-9a-fA-F]{3,6})"', html):
        if shade.lower() not in ("#fff", "#ffffff") and contrast(shade, "#fff") < GRAPHIC:
            yield f"a picture has a {what} of {shade} on white"
    if not any(":focus-visible" in who and "outline" in given for who, given in rules):
        yield "where the keyboard is cannot be seen"


def _given(block: str) -> Iterator[tuple[str, str]]:
    for declaration in block.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip(), value.strip()
