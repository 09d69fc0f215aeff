"""`kezhi bench`: questions in two languages, truth computed independently, and the marks the answers get."""
