"""HOW: one folder per stage of the chain, all alike."""
