"""What kept bytes take: with zstd alone, and with the dictionaries of the archive."""
