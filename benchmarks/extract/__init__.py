"""benchmarks.extract: reading pages of known families, beside trafilatura."""
