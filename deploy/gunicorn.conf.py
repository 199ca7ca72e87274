import gc
import os
from pathlib import Path
from typing import Any

from fujimino_support.web import environment, logs

environment.load(Path(__file__).parent.parent / ".env", os.environ)

bind = f"127.0.0.1:{os.environ.get('PORT') or '8000'}"
wsgi_app = "fujimino_support.wsgi"
worker_class = "fujimino_support.web.worker.Worker"
limit_request_line = 8190  # the most that gunicorn can bound; a letter of Japanese takes nine
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 8
# A bad environment then stops the start at once instead of in each worker.
preload_app = True
# Otherwise gunicorn leaves a socket under HOME.
control_socket_disable = True
# A socket peer has no address; gunicorn trusts it always, the portal only when told to.
forwarded_allow_ips = ",".join(
    proxy
    for proxy in environment.words(os.environ.get("TRUSTED_PROXIES") or "127.0.0.1,::1")
    if proxy != "unix"
)
accesslog = None


def when_ready(_server: Any) -> None:
    """What is loaded by now stays: no collection looks at it again, and the workers share its memory."""
    gc.collect()
    gc.freeze()


logconfig_dict = logs.configuration()
