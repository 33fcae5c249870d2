# The portal in one image: web, workers, beat and `manage.py prepare` differ only in their command.
FROM python:3.13-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/rapor-kota
COPY requirements/runtime.lock requirements/
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.lock
COPY . .
RUN /opt/venv/bin/python manage.py compilemessages --verbosity 0

FROM python:3.13-slim-bookworm
# WeasyPrint draws with Pango and HarfBuzz; the fonts are for glyphs that ours lack.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin rapor \
    && install -d -o rapor -g rapor -m 0750 /var/lib/rapor-kota
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/rapor-kota /srv/rapor-kota
WORKDIR /srv/rapor-kota
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp/cache \
    DEPLOYMENT=production \
    DATA_DIR=/var/lib/rapor-kota
USER rapor
VOLUME /var/lib/rapor-kota
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "deploy/alive.py"]
# One thread a process: more make every answer later (docs/operations.md).
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "1", "portal.wsgi:application"]
