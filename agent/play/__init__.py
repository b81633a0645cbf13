"""Scripted conversations: the whole product headless, through the same driver, graph, gates and store as the web chat."""
