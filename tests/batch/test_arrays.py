"""Numbers go to Arrow and back without a copy, and without a word changed."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from inburgerregels.batch.arrays import (
    arrow,
    mask_of,
    numbers_of,
    repeated,
    texts_of,
    to_numpy,
    where_it_says,
)
from inburgerregels.batch.later import Later


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64])
@pytest.mark.parametrize("count", [0, 1, 9, 70])
def test_numbers_are_what_arrow_makes_of_them(kind: type, count: int) -> None:
    numbers = (np.arange(count) - 3).astype(kind)
    absent = np.arange(count) % 3 == 1
    assert arrow(numbers).equals(pa.array(numbers))
    assert arrow(numbers, absent).equals(pa.array(numbers, mask=absent))
    # Also of a part that begins in the middle of a byte.
    for first in (0, min(3, count)):
        part = pa.array(numbers, mask=absent)[first:]
        assert mask_of(part).tolist() == absent[first:].tolist()
        codes, missing = to_numpy(part)
        assert codes.tolist() == np.where(absent, 0, numbers)[first:].tolist()
        if missing is not None:
            assert missing.tolist() == absent[first:].tolist()
        assert numbers_of(pa.array(numbers)[first:]).tolist() == numbers[first:].tolist()


def test_numbers_that_are_all_missing_are_nought() -> None:
    codes, absent = to_numpy(pa.nulls(3, pa.int32()))
    assert codes.tolist() == [0, 0, 0]
    assert absent is not None
    assert absent.all()


def test_texts_are_what_arrow_makes_of_them() -> None:
    for texts in (["a", None, "", "één", "onbekend"], [], [None]):
        made = texts_of(texts)
        made.validate(full=True)
        assert made.equals(pa.array(texts, pa.string()))
    assert repeated("één", 3).equals(pa.array(["één"] * 3))
    assert repeated("één", 0).equals(pa.array([], pa.string()))


def test_a_text_is_found_where_it_stands_alone() -> None:
    texts = ["onbekend", None, "onbekende", "", "onbekend", "onbekenD"]
    assert where_it_says(pa.array(texts), "onbekend").tolist() == [t == "onbekend" for t in texts]
    assert where_it_says(pa.array(texts)[3:], "onbekend").tolist() == [False, True, False]
    assert where_it_says(pa.array([], pa.string()), "onbekend").tolist() == []
    assert where_it_says(pa.nulls(2, pa.string()), "onbekend").tolist() == [False, False]


def test_none_of_it_loads_pandas() -> None:
    program = """
import sys
import numpy as np
from inburgerregels.batch.arrays import arrow, repeated, texts_of, to_numpy, where_it_says
to_numpy(arrow(np.arange(3), np.arange(3) == 1))
where_it_says(texts_of(["a", None]), "a")
repeated("a", 3)
print("pandas" in sys.modules)
"""
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "False"


def test_what_is_made_later_is_made_once() -> None:
    made = []
    later = Later(["a", "b"], lambda name: made.append(name) or name.upper())
    assert [*later] == ["a", "b"]
    assert made == []
    assert later["a"] + later["a"] == "AA"
    assert made == ["a"]
    later["b"] = "iets anders"
    assert dict(later) == {"a": "A", "b": "iets anders"}
    assert made == ["a"]
    with pytest.raises(KeyError):
        later["c"]
