"""The data and model page: what the build rests on, how good it is, and what the company calls its own."""
