"""The audiences page: chosen, counted, taken away as a file; for analysts."""
