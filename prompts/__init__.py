"""Prompts for language models and answer texts for the planner, as versioned files."""
