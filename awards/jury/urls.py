"""Addresses of juries."""

from django.urls import path

from awards.jury.views import decision, running, scoring

app_name = "jury"
urlpatterns = [
    path("", scoring.index, name="index"),
    path("putaran/<int:pk>/", scoring.own, name="own"),
    path("putaran/<int:pk>/kepentingan/", scoring.declare, name="declare"),
    path("kepentingan/<int:pk>/tarik/", scoring.withdraw, name="withdraw"),
    path("lembar/<int:pk>/", scoring.sheet, name="sheet"),
    path("lembar/<int:pk>/nilai/<int:criterion>/", scoring.save, name="save"),
    path("lembar/<int:pk>/serahkan/", scoring.submit, name="submit"),
    path("lembar/<int:pk>/tarik/", scoring.take_back, name="take-back"),
    path("lembar/<int:pk>/mundur/", scoring.step_aside, name="step-aside"),
    path("lembar/<int:pk>/lepas/", running.take_off, name="take-off"),
    path("putaran/<int:pk>/atur/", running.setup, name="setup"),
    path("putaran/<int:pk>/tahap/", running.move, name="move"),
    path("putaran/<int:pk>/kursi/", running.seat, name="seat"),
    path("kursi/<int:pk>/hapus/", running.unseat, name="unseat"),
    path("putaran/<int:pk>/bagi/", running.fill_up, name="fill-up"),
    path("kategori/<int:pk>/kriteria/", running.add_criterion, name="add-criterion"),
    path("kategori/<int:pk>/kriteria/salin/", running.copy_criteria, name="copy-criteria"),
    path("kriteria/<int:pk>/hapus/", running.remove_criterion, name="remove-criterion"),
    path("putaran/<int:pk>/sidang/", decision.session, name="session"),
    path("putaran/<int:pk>/keputusan/", decision.decision, name="decision"),
    path("putaran/<int:pk>/keputusan/susun/", decision.draw_up, name="draw-up"),
    path("putaran/<int:pk>/keputusan/kunci/", decision.lock, name="lock"),
    path("kategori/<int:pk>/urutan/", decision.deviate, name="deviate"),
    path("kategori/<int:pk>/urutan/hapus/", decision.follow, name="follow"),
]
