"""evals: how good MirNews is, in numbers, on our own data; with `--data DIR` on outside data too."""
