"""Our own gold for attribution: who reports citing whom, and who speaks."""
