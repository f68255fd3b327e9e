"""Draws: the same for the same seed and name, spread evenly within a layer, apart from the rest."""

from __future__ import annotations

import statistics

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inburgerregels.policy.population.draws import Draws, normal_of


def draws(sizes: list[int], seed: int = 1) -> Draws:
    return Draws(seed, np.repeat(np.arange(len(sizes)), sizes))


@given(sizes=st.lists(st.integers(1, 60), min_size=1, max_size=5), seed=st.integers(0, 2**63 - 1))
def test_within_a_layer_every_part_of_the_room_has_its_share(sizes: list[int], seed: int) -> None:
    found = draws(sizes, seed).even("iets")
    first = 0
    for size in sizes:
        own = np.sort(found[first : first + size])
        assert (np.floor(own * size) == np.arange(size)).all()
        first += size


def test_another_name_or_seed_draws_other_numbers() -> None:
    one = draws([500])
    assert (one.even("a") == draws([500]).even("a")).all()
    assert (one.even("a") != one.even("b")).any()
    assert (one.even("a") != draws([500], seed=2).even("a")).any()
    assert abs(np.corrcoef(one.even("a"), one.even("b"))[0, 1]) < 0.2


def test_a_row_draws_the_same_whichever_other_rows_there_are() -> None:
    one = draws([3])
    whole = one.of_rows("b", np.array([0, 0, 1, 2]), np.array([0, 1, 0, 0]))
    part = one.of_rows("b", np.array([1, 0]), np.array([0, 1]))
    assert part.tolist() == [whole[2], whole[1]]


def test_draws_of_rows_are_spread_evenly_and_hang_together_with_nothing() -> None:
    person = np.repeat(np.arange(20_000), 3)
    number = np.tile(np.arange(3), 20_000)
    found = draws([1]).of_rows("c", person, number)
    assert ((found >= 0) & (found < 1)).all()
    counts = np.histogram(found, bins=20, range=(0, 1))[0]
    # Sixty thousand draws over twenty bins: three thousand each, and a standard deviation of 53.
    assert abs(counts - 3_000).max() < 5 * 54
    assert abs(np.corrcoef(found[:-1], found[1:])[0, 1]) < 0.02
    assert len(set(found.tolist())) == len(found)


def test_an_even_draw_becomes_a_normal_one() -> None:
    normal = statistics.NormalDist()
    for share in (0.001, 0.1, 0.5, 0.84, 0.975, 0.999):
        assert abs(float(normal_of(np.array([share]))[0]) - normal.inv_cdf(share)) < 0.001
