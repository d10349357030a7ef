"""The writer that asks a model: prompts, replies and their checks, above one small seam in front of any server."""
