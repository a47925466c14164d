"""evals.sources: how much of broken, strange and hostile feeds is read right."""
