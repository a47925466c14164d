"""benchmarks.feeds: reading feeds, beside feedparser."""
