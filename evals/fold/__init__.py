"""evals.fold: are edited wire copies found, and different reports kept apart? On the newsstand's own texts."""
