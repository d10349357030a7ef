"""The learner's own Ollama behind the seam of `generator/model`; the only room that speaks its protocol."""
