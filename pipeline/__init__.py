"""The offline half (build, train, score, index, evaluate) and the command line."""
