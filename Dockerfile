# Two stages: the first has what installs packages, the second only what runs.
FROM python:3.11.13-slim-bookworm AS packages

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/plinth
COPY requirements.txt /tmp/requirements.txt
# Every package is the one whose hash stands in the lock file.
RUN /opt/plinth/bin/pip install --require-hashes -r /tmp/requirements.txt

FROM python:3.11.13-slim-bookworm

ENV PATH=/opt/plinth/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PLINTH_ENV=production \
    PLINTH_INSTANCE=/data \
    HEALTH_PORT=8000

RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin plinth \
    && install -d -o plinth -g plinth -m 0700 /data

COPY --from=packages /opt/plinth /opt/plinth
WORKDIR /srv/plinth
COPY wsgi.py ./
COPY app ./app
COPY worker ./worker
COPY migrations ./migrations
COPY content ./content

USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "worker.health", "web"]

# No access log: addresses can carry a mailed link's token. No control socket: nobody uses it.
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm", \
     "--no-control-socket", "wsgi:app"]
