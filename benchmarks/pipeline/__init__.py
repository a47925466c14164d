"""benchmarks.pipeline: made-up articles through every stage."""
