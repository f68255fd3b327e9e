"""The durable executor: decisions matched by the Rete network of durable_rules."""

from inburgerregels.engine.durable.evaluating import evaluate_durable, evaluate_durable_traced
from inburgerregels.engine.durable.network import DurableError, DurableMissingError

__all__ = ["DurableError", "DurableMissingError", "evaluate_durable", "evaluate_durable_traced"]
