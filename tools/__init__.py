"""Typed tools the agent calls; they join data and models."""
