"""The portfolio page: the whole customer base at a glance."""
