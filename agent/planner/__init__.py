"""The offline planner: a bilingual grammar from questions to tool calls, and from results to answers."""
