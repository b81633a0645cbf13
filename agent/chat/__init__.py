"""WORDS: what the assistant says. The graph states facts as notices; here they become sentences."""
