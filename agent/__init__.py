"""AICMO: campaigns from brief to package, with a person at every gate."""
