"""Who comes in: the log-in page, the gate in front of every address, and the door that pages ask for the visitor."""
