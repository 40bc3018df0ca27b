# One image for web, worker, beat and migrations (target app); one for the front server (target front).
ARG BASE=python:3.11-slim-bookworm
ARG FRONT_BASE=nginx:1.26-bookworm

FROM ${BASE} AS packages
COPY requirements.production.lock /tmp/
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
      -r /tmp/requirements.production.lock

FROM ${BASE} AS app
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --no-log-init --uid 10001 --home-dir /srv/loanprogram --shell /usr/sbin/nologin loanprogram \
 && install -d -o loanprogram -g loanprogram /srv/files
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/loanprogram
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=loanprogram.settings.production \
    LOANPROGRAM_FILES=/srv/files \
    LOANPROGRAM_FONTS=/srv/loanprogram/var/fonts \
    FONTCONFIG_FILE=/srv/loanprogram/var/fonts/fonts.conf \
    XDG_CACHE_HOME=/tmp
# collectstatic needs settings that load; nothing of these stand-ins stays in the image.
RUN python -m loanprogram.local.fonts \
 && python -m loanprogram.local.messages --compile \
 && SECRET_KEY=build ALLOWED_HOSTS=build LOANPROGRAM_FIELD_KEY=build LOANPROGRAM_INDEX_KEY=build \
    python manage.py collectstatic --noinput --verbosity 0
USER loanprogram
EXPOSE 8000
ENTRYPOINT ["/srv/loanprogram/deploy/entrypoint"]
CMD ["web"]

FROM ${FRONT_BASE} AS front
RUN useradd --no-log-init --uid 10001 --shell /usr/sbin/nologin loanprogram
COPY deploy/nginx.conf /etc/nginx/nginx.conf
COPY --from=app /srv/loanprogram/staticfiles /srv/static
