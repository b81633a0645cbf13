"""WHAT: the artifacts of every stage, findings, decisions and events. Pure data; imports nothing else of ours but errors."""
