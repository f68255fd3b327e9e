"""Which executor computes the columns of a block, and until when its answers are known to stay."""

from __future__ import annotations

from typing import Any

import numpy as np

from inburgerregels.batch.horizon import coming_facts
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.engine.columnar import answers
from inburgerregels.engine.columnar.horizon import HorizonEvaluator, dated_comparisons
from inburgerregels.engine.ir import Program

__all__ = ["ColumnExecutor", "CompiledExecutor", "executor_of"]

Array = Any


class ColumnExecutor:
    """Columns in numpy, which know until when an answer stays."""

    def __init__(self, program: Program) -> None:
        self.answers: Any = answers
        self.dated = dated_comparisons(program)

    def evaluator(self, *given: Any) -> Any:
        return HorizonEvaluator(self.dated, *given)

    def until(self, evaluator: Any, schema: Schema, block: Block, today: int) -> Array:
        """The last that is computed of a block. What is only needed for that is let go, before the
        answers are written out: they do not need it, and it takes more room than they."""
        found = coming_facts(schema, block, today, evaluator.settle())
        evaluator.spaces.forget()
        return found


class CompiledExecutor:
    """The compiled interpreter. Of its answers is not known that they stay: no longer than today."""

    def __init__(self) -> None:
        # numba is not on every machine, and takes long to load.
        from inburgerregels.engine.vm import answers as compiled_answers
        from inburgerregels.engine.vm.evaluator import VectorEvaluator

        self.answers: Any = compiled_answers
        self.evaluator: Any = VectorEvaluator

    def until(self, evaluator: Any, schema: Schema, block: Block, today: int) -> Array:
        return np.full(len(block), today + 1)


def executor_of(engine: str, program: Program) -> ColumnExecutor | CompiledExecutor:
    """The executor of that name, for programs that it can run."""
    return CompiledExecutor() if engine == "vm" else ColumnExecutor(program)
