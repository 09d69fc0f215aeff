"""Settings, errors and the bilingual text pair: what every room may rely on."""
