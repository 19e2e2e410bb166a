"""The WSGI application that the web server runs."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What is loaded by now stays: the collector need not walk it during requests, which cost a tenth of a second at times.
gc.collect()
gc.freeze()
# A page makes tens of thousands of objects and hardly a cycle: looking for them this seldom saves a tenth of its time.
gc.set_threshold(50_000, 20, 20)
