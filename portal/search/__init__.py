"""One box for everything: apps register sources, each finds only what the person may see."""
