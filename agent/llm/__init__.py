"""WHO: the model port and its implementations: offline, openai, scripted server."""
