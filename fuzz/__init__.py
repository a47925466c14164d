"""fuzz: takes our own pages, feeds, addresses and texts, damages them, and looks for what our readers cannot bear."""
