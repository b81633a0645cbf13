"""A language model behind a server that speaks the OpenAI protocol. The only package that imports openai."""
