"""The policy lab: a population of lives, the published figures about it, and laws compared on it."""

__all__: list[str] = []
