"""What files of certificates are called."""


def file_name(number: str, revision: int) -> str:
    """Return the name of a certificate's file.

    >>> file_name("000.9.6.1/012/BAPPERIDA/2025", 2)
    '000.9.6.1-012-BAPPERIDA-2025-rev2.pdf'
    """
    later = f"-rev{revision}" if revision > 1 else ""
    return f"{number.replace('/', '-')}{later}.pdf"
