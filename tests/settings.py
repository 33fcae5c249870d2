"""The settings under test: the real ones, on throwaway servers, with a fast password hash."""

import os

from tests.services import ensure

_folder = ensure()
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
os.environ.update(
    DEPLOYMENT="local",
    SECRET_KEY="tests-only-" + "0" * 50,
    DATA_DIR=str(_folder / f"data-{_worker}"),
    PUBLIC_ADDRESS="http://testserver",
)
if os.environ["REDIS_URL"].endswith("/0"):  # each xdist worker rings a bell of its own
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].removesuffix("0") + _worker

from portal.settings import *  # noqa: E402, F403  # after the environment is set
from portal.settings import STATIC_ROOT  # noqa: E402

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is missing
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each test client builds the middleware anew, and WhiteNoise would look at all static files each time: 10 ms a client.
WHITENOISE_AUTOREFRESH = True
