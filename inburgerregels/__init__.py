"""Rules engine for Dutch civic-integration law: one life in, a reasoned answer out."""

__all__ = ["__version__"]

#: The version of the engine; the law in ``rules/`` carries its own dates.
__version__ = "0.1.0"
