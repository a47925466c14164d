"""benchmarks.persian_key: the search form, beside the normaliser of hazm."""
