from django.db import migrations

CREATE = """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pg_trgm could not be created: words with typing errors will not be found';
END $$;
"""


class Migration(migrations.Migration):
    """Let words with typing errors be found where the server has pg_trgm; without it everything else works."""

    dependencies = []

    operations = [migrations.RunSQL(CREATE, migrations.RunSQL.noop)]
