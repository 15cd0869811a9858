"""How gunicorn serves the site, in the image and in the demo."""

import os

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True
graceful_timeout = 10
control_socket_disable = True  # it would be shared by every gunicorn of this account
accesslog = None  # who looked at which campaign is not ours to know
# Its warnings repeat a broken request and the address it came from.
loglevel = "error"
