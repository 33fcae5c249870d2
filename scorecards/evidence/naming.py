"""What a document is called when nobody gave it a title."""

from scorecards.evidence.intake import clean_name


def title_from(file_name: str) -> str:
    """Return a title made of a file's name: no ending, underscores as blanks."""
    name = clean_name(file_name)
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").split())
