"""Typed readers of the environment; the only place that reads it."""

import os
import sys
from pathlib import Path

from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()


def read_files() -> None:
    """Add what `.env` says and, on a developer's machine, how to reach the installation that `manage.py up` runs.

    What the environment says wins over both. Tests set READ_ENV_FILES=false and see neither.
    """
    if os.environ.get("READ_ENV_FILES", "true") == "false":
        return
    if (BASE_DIR / ".env").is_file():
        env.read_env(str(BASE_DIR / ".env"), recurse=False)
    running = Path(os.environ.get("DATA_DIR", BASE_DIR / ".data")) / "run.env"
    is_told = "DATABASE_URL" in os.environ or os.environ.get("DEPLOYMENT") == "production"
    is_launcher = sys.argv[1:2] == ["up"]
    if not is_told and not is_launcher and os.access(running, os.R_OK):
        env.read_env(str(running), recurse=False)


read_files()
