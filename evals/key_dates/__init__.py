"""evals.key_dates: the search form, dates and the language gate, measured on our own lists, each in two halves."""
