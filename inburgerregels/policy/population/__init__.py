"""A synthetic population: lives drawn from a model that is data, their outcomes left to the law."""

__all__: list[str] = []
