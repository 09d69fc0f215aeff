"""`kezhi watch`: takes new files as they arrive, and rebuilds and reports at set times."""
