"""The web server: FastAPI around the chat, sign-in, downloads, health, and what keeps them safe."""
