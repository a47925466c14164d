"""benchmarks: how fast a stage is beside a named peer, as ratios in one run. Never a timed unit test.

`python -m benchmarks.feeds`, `python -m benchmarks.extract`. A peer runs in its own environment and process, with its
version printed; a peer that cannot be installed is named as missing.
"""
