"""The LangChain agent: chat models, middleware, verification, events."""
