"""Addresses for the browser tests of components: a form that saves itself and an uploader, kept in memory."""

from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import RequestContext, Template
from django.urls import path
from django.utils import timezone

from portal.common.policy import public
from portal.urls import urlpatterns as ours

PAGE = Template(
    """{% extends "base.html" %}{% load portal %}{% block title %}Uji{% endblock %}{% block heading %}Uji{% endblock %}
    {% block content %}
    {% wrap "components/autosave.html" id="entry" url="/uji/simpan/" version=version %}
      <div class="field"><label for="value">Nilai</label><input id="value" name="value" value="{{ value }}"></div>
    {% endwrap %}
    {% with box="components/upload.html" to="/uji/unggah/" into="#files" %}
    {% wrap box id="up" url=to target=into label="Pilih" multiple=True max_bytes=limit max_text="2 MB" accept=kind %}
    {% endwrap %}{% endwith %}
    <ul id="files"></ul>
    {% endblock %}"""
)


@dataclass
class Store:
    """The row that the form edits, and what came in."""

    value: str = "1"
    version: int = 1
    broken: bool = False
    saves: list[dict[str, str]] = field(default_factory=list)
    files: list[tuple[str, int]] = field(default_factory=list)


store = Store()


@public("test")
def show(request: HttpRequest) -> HttpResponse:
    """Show the page as it is stored."""
    context = {"value": store.value, "version": store.version, "limit": 2_000_000, "kind": "application/pdf"}
    return HttpResponse(PAGE.render(RequestContext(request, context)))


@public("test")
def save(request: HttpRequest) -> HttpResponse:
    """Save under the version check that components/autosave.html describes."""
    if store.broken:
        return HttpResponse("broken", status=503)
    posted = request.POST
    store.saves.append({key: str(value) for key, value in posted.items()})
    context: dict[str, object] = {"id": "entry", "url": "/uji/simpan/", "version": posted["version"]}
    if posted["value"] == "x":
        return _state(request, {**context, "errors": ["Tulis angka."]}, 422)
    if posted.get("overwrite", posted["version"]) != str(store.version):
        conflict = {
            "yours": posted["value"],
            "stored": store.value,
            "who": "Operator lain",
            "at": timezone.now(),
            "version": store.version,
        }
        return _state(request, {**context, "conflict": conflict}, 409)
    store.value, store.version = posted["value"], store.version + 1
    return _state(request, {**context, "version": store.version, "saved_at": timezone.now()}, 200)


@public("test")
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file; refuse one that is named so."""
    file = request.FILES["file"]
    assert isinstance(file, UploadedFile)
    if str(file.name).startswith("tolak"):
        return HttpResponse('<p role="alert">Ini bukan PDF.</p>', status=422)
    store.files.append((str(file.name), file.size or 0))
    return HttpResponse(f"<li>{file.name}</li>")


def _state(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "components/autosave_state.html", context, status=status)


urlpatterns = [
    *ours,
    path("uji/", show),
    path("uji/simpan/", save),
    path("uji/unggah/", upload),
]
