"""Random lives, in blocks, through both executors: how many differ.

``python -m bench.equality --levens 1000000`` goes on until that many lives were judged, or until
``--minuten`` are over; ``--vanaf`` says with which seed to begin, so that a run can go on where
another stopped. The reference executor is what takes the time.
"""

from __future__ import annotations

import argparse
import datetime
import multiprocessing
import sys
import time

import attrs

from inburgerregels import load_rulebook
from tests.equality.compare import Tally, answers_that_differ
from tests.properties.lives import a_doubtful_life, a_life, reference_days
from tests.properties.values import Dice

BLOCK = 250


def judge(seed: int) -> tuple[int, int, list[str]]:
    """One block of lives on one day: how many, how many decisions, and what differs."""
    law = _LAW
    dice = Dice(seed)
    lives = []
    for i in range(BLOCK):
        make = a_doubtful_life if dice.chance(2) else a_life
        life = make(Dice(seed * BLOCK + i), law.vocabulary)
        lives.append(attrs.evolve(life, id=str(seed * BLOCK + i)))
    (day,) = reference_days(dice.among(lives), dice, 1)
    tally = Tally()
    found = answers_that_differ(law, lives, day, tally)
    return tally.answers, tally.decisions, found


_LAW = load_rulebook()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--levens", type=int, default=1_000_000)
    parser.add_argument("--minuten", type=float, default=24 * 60)
    parser.add_argument("--vanaf", type=int, default=0)
    parser.add_argument("--werkers", type=int, default=2)
    asked = parser.parse_args()
    start = time.monotonic()
    lives = decisions = wrong = blocks = 0
    seeds = range(asked.vanaf, asked.vanaf + -(-asked.levens // BLOCK))
    with multiprocessing.Pool(asked.werkers) as pool:
        for count, made, found in pool.imap(judge, seeds):
            lives, decisions, wrong = lives + count, decisions + made, wrong + len(found)
            blocks += 1
            for line in found:
                print(line, flush=True)
            spent = time.monotonic() - start
            if blocks % 20 == 0:
                told = f"{lives} levens, {wrong} verschillen, {lives / spent:.0f} per seconde"
                print(told, file=sys.stderr, flush=True)
            if spent > 60 * asked.minuten:
                break
        pool.terminate()
    spent = datetime.timedelta(seconds=round(time.monotonic() - start))
    print(
        f"{lives} levens, {decisions} besluiten, {wrong} verschillen, in {spent}; "
        f"verder met --vanaf {asked.vanaf + blocks}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
