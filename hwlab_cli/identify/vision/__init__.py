"""The wire to OpenAI-compatible vision servers: pictures and a question there, an answer back."""
