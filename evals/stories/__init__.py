"""evals.stories: are headlines of one event grouped, and only those? Own headlines; the user's thirty with --data."""
