"""One small law in several programs, on the same lives."""
