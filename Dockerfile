# One image for web, worker and beat. Without the stand-in, tests and launcher: see .dockerignore.

FROM python:3.13-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/packages
COPY requirements.txt .
RUN /opt/packages/bin/pip install --require-hashes -r requirements.txt

FROM python:3.13-slim
ENV PATH=/opt/packages/bin:$PATH PYTHONUNBUFFERED=1 MEDIA_ROOT=/srv/media
RUN useradd --system --uid 10001 --no-create-home sviatlo \
    && install -d -o sviatlo -g sviatlo /srv/media
WORKDIR /srv/site
COPY --from=packages /opt/packages /opt/packages
COPY . .
# The settings want to know all this before they let anything run; none of it stays.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(64))") \
    ALLOWED_HOSTS=build SITE_URL=https://build.example.org \
    DATABASE_URL=postgresql://build/build REDIS_URL=redis://build \
    EMAIL_URL=smtp://build DEFAULT_FROM_EMAIL=build@example.org \
    STRIPE_SECRET_KEY=build STRIPE_WEBHOOK_SECRETS=build \
    DIGEST_KEY=$(python -c "import secrets; print(secrets.token_hex(32))") \
    SEAL_KEYS=$(python -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())") \
    python manage.py collectstatic --no-input
USER sviatlo
VOLUME /srv/media
EXPOSE 8000
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
