"""The customer page: a search, one card, what it rests on, and what-if sliders."""
