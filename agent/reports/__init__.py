"""Reports: one document made of tool results, written in several formats."""
