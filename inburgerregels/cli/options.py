"""The options that commands share, and how days and readings are typed on a command line."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import click

from inburgerregels.cli.own_proposals import with_own_proposals
from inburgerregels.explain.dutch import clean
from inburgerregels.language.literals import LiteralError, read_value
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.yaml_nodes import Scalar
from inburgerregels.model import Position

__all__ = [
    "DAY",
    "READING",
    "LawOptions",
    "format_option",
    "law_options",
    "paths_argument",
    "run_options",
    "workers_option",
]


_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A day: ``2019-05-18`` or ``18-05-2019``."""

    name = "datum"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            day = read_value(Scalar(str(value), Position(""), quoted=True), Type(Kind.DATE), {})
        except LiteralError as error:
            hint = f"; {error.hint}" if error.hint else ""
            self.fail(f"{clean(str(error))}{hint}", param, ctx)
        return datetime.date.fromordinal(day)


class _ReadingChoice(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A reading of the law and the choice made: ``LEZING=KEUZE``."""

    name = "lezing=keuze"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, chosen = (part.strip() for part in value.partition("="))
        if not (name and equals and chosen):
            self.fail(f"'{clean(value)}': schrijf LEZING=KEUZE", param, ctx)
        return name, chosen


DAY = _Day()
READING = _ReadingChoice()


@attrs.frozen
class LawOptions:
    """What a run asks of the law: which files, layers and readings, and as known on which day.

    Without ``paths`` it is the law that comes with the program. ``own`` are proposals that were given
    as a file, with that file.
    """

    proposals: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    known_on: datetime.date | None = None
    paths: tuple[Path, ...] = ()
    own: tuple[tuple[str, str], ...] = ()

    def file_of(self, proposal: str) -> str | None:
        """The file that a proposal was given as, if it was."""
        return dict(self.own).get(proposal)


def law_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say which law is asked; the command gets them as ``law``."""

    @functools.wraps(command)
    def with_law(**given: Any) -> Any:
        asked = given.pop("voorstel")
        proposals, paths = with_own_proposals(asked, given.pop("regels"))
        law = LawOptions(
            proposals,
            given.pop("zonder"),
            given.pop("lezing"),
            given.pop("bekend_op"),
            paths,
            tuple((name, one) for name, one in zip(proposals, asked, strict=True) if name != one),
        )
        return command(**given, law=law)

    for option in reversed(
        (
            click.option(
                "--bekend-op",
                type=DAY,
                metavar="DATUM",
                help="Alleen feiten en recht gebruiken die op deze dag bekend waren.",
            ),
            click.option(
                "--voorstel",
                multiple=True,
                metavar="NAAM",
                help="Een voorstel meerekenen: een naam, of een bestand .yaml (mag vaker).",
            ),
            click.option(
                "--zonder",
                multiple=True,
                metavar="MAATREGEL",
                help="Een maatregel weglaten (mag vaker).",
            ),
            click.option(
                "--lezing",
                multiple=True,
                type=READING,
                metavar="LEZING=KEUZE",
                help="Een andere lezing van het recht kiezen (mag vaker).",
            ),
            click.option(
                "--regels",
                multiple=True,
                type=click.Path(path_type=Path),
                metavar="PAD",
                help="Bestand of map met regels, in plaats van de meegeleverde (mag vaker).",
            ),
        )
    ):
        with_law = option(with_law)
    return with_law


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--peildatum`` and ``--engine``, before the options of :func:`law_options`."""
    command = click.option(
        "--engine",
        type=click.Choice(["reference", "durable", "columnar", "vm"]),
        default="reference",
        show_default=True,
        help="Waarmee wordt gerekend; de uitkomst is gelijk.",
    )(law_options(command))
    return click.option(
        "--peildatum",
        type=DAY,
        metavar="DATUM",
        help="De dag waarop wordt gekeken; anders die in het bestand.",
    )(command)


def format_option(*formats: str) -> _Decorator:
    """Adds ``--formaat`` with these choices, the first of which is the default."""
    return click.option(
        "--formaat",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Vorm van de uitvoer.",
    )


def workers_option(default: int) -> _Decorator:
    """Adds ``--werkers``: how many processes share the work; the answer is the same."""
    return click.option(
        "--werkers",
        type=click.IntRange(1, 1024),
        default=default,
        show_default=True,
        metavar="N",
        help="Aantal processen dat rekent; de uitkomst is gelijk.",
    )


def paths_argument(name: str, *, required: bool) -> _Decorator:
    """The files a command reads. Whether they exist is said where they are read."""
    return click.argument(
        "paths",
        metavar=f"{name}..." if required else f"[{name}]...",
        nargs=-1,
        required=required,
        type=click.Path(path_type=Path),
    )
