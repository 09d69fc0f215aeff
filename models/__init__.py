"""Torch code: value network, classical models, explanations, sentence embedder."""
