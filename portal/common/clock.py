"""The one clock of deadlines, windows and quiet hours: the database's, which all processes share."""

from datetime import datetime

from django.db import connection


def database_time() -> datetime:
    """Return the time by which windows open and close."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (now,) = cursor.fetchone()
    if not isinstance(now, datetime):
        raise TypeError(now)
    return now
