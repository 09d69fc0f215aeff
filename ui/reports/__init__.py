"""The reports page: made, looked at, downloaded, deleted."""
