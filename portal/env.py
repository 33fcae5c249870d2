"""Typed readers of the environment; the only place that reads it."""

import os
from pathlib import Path

from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
# What the environment says wins over both files. Tests set READ_ENV_FILES=false and see neither.
if os.environ.get("READ_ENV_FILES", "true") != "false":
    if (BASE_DIR / ".env").is_file():
        env.read_env(str(BASE_DIR / ".env"), recurse=False)
    # `manage.py up` writes here how to reach the installation that it is running.
    _running = Path(os.environ.get("DATA_DIR", BASE_DIR / ".data")) / "run.env"
    _is_told = "DATABASE_URL" in os.environ or os.environ.get("DEPLOYMENT") == "production"
    if not _is_told and _running.is_file() and os.access(_running, os.R_OK):
        env.read_env(str(_running), recurse=False)
