"""A real engine with random weights: llama.cpp samples noise under the grammar of a request's schema.

Optional (`pip install -e '.[engine]'`; the engine is compiled, which takes about ten minutes). It proves that schemas,
limits and rejections work together with a real sampler. Its words mean nothing.
"""
