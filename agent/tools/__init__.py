"""What a model, a form or a command may do in conversation: typed, validated, listed to the model. Nothing here approves."""
