"""Somebody at a browser: signs in by the form, fetches pages, sends their forms back with the token on them."""

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

PASSWORD = "sandi-uji-kota"  # of accounts that exist for the length of a test
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """One browser; the server refuses a form without its token."""

    def __init__(self, username: str = "") -> None:
        """Open the sign-in page and sign in; without a name be a stranger."""
        self.client = Client(enforce_csrf_checks=True)
        self.page = ""
        if username:
            self.get(reverse("account_login"))
            self.send(reverse("account_login"), {"login": username, "password": PASSWORD})

    def get(self, address: str) -> str:
        """Fetch a page and keep it."""
        response = self.client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        self.page = response.content.decode()
        return self.page

    def send(self, address: str, data: dict[str, Any], expected: int = 302) -> Any:
        """Send a form of the page fetched last."""
        token = _TOKEN.search(self.page)
        assert token is not None, f"no form on the page before {address}"
        response = self.client.post(address, data | {"csrfmiddlewaretoken": token[1]})
        assert response.status_code == expected, (address, response.status_code, response.content.decode()[-2000:])
        return response

    def hidden(self, name: str) -> str:
        """Return the value of a hidden field of the page fetched last."""
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.page)
        assert found is not None, f"no hidden {name}"
        return html.unescape(found[1])

    def found(self, pattern: str) -> list[str]:
        """Return what stands on the page, each once, in its order."""
        return list(dict.fromkeys(re.findall(pattern, self.page)))
