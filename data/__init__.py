"""Tables in and out: reading, cleaning, builds, features, metric dictionary, queries, review collection."""
