# Torchdeck in a container: slim Python, the pinned PyTorch, an ordinary user.
#
#   docker build -t torchdeck .
#
# On x86-64 pip's default index carries PyTorch with CUDA: it runs without a GPU too, but is gigabytes larger. For the
# CPU build name the CPU index that PyTorch's installation page gives:
#
#   docker build -t torchdeck --build-arg TORCH_INDEX=https://… .
#
# Run it with docker compose (see docker-compose.yml), which also starts Ollama.

FROM python:3.12-slim AS build
ARG TORCH_INDEX=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/torchdeck
ENV PATH=/opt/torchdeck/bin:$PATH
WORKDIR /src
# PyTorch first and alone: it is by far the largest layer and the one that changes least. The version is read from
# pyproject.toml, so that it is pinned in one place.
COPY pyproject.toml ./
RUN python -c "import re; print(*re.findall(r'\"(torch==[^\"]+)\"', open('pyproject.toml').read()))" > torch.txt \
    && pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} -r torch.txt
COPY README.md LICENSE ./
COPY app ./app
COPY templates ./templates
COPY static ./static
COPY content ./content
RUN pip install .

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Torchdeck" \
      org.opencontainers.image.description="Flashcards you can run" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/torchdeck /opt/torchdeck
ENV PATH=/opt/torchdeck/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TORCHDECK_HOME=/data \
    TORCHDECK_HOST=0.0.0.0 \
    TORCHDECK_PORT=8000 \
    MPLCONFIGDIR=/tmp/matplotlib
RUN useradd --create-home --uid 1000 learner && install -d -o learner -g learner /data /notes
USER learner
WORKDIR /home/learner
VOLUME /data
EXPOSE 8000
# Any answer counts, also a request for the password: the server is up. 127.0.0.1 is always among the allowed hosts.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/'); raise SystemExit(c.getresponse().status >= 500)"]
CMD ["torchdeck", "serve", "--no-open"]
