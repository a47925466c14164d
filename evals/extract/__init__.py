"""extract: how exactly pages are read: golden pages, the newsstand's pages, and outside pages given by `--data`."""
