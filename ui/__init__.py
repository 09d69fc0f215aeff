"""Gradio pages."""
