"""benchmarks.persian: repairing half-spaces, beside hazm's normaliser."""
