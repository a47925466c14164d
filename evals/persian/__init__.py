"""evals.persian: repair, search form and dates of Persian, measured on our own texts and on outside treebanks."""
