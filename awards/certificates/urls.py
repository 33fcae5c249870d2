"""Addresses of certificates, for those who issue them and for everybody who holds one."""

from django.urls import path

from awards.certificates import correction_views, public, set_views, setup_views, views

app_name = "certificates"
urlpatterns = [
    path("piagam/", views.register, name="register"),
    path("piagam/pengaturan/", setup_views.setup, name="setup"),
    path("piagam/penanda-tangan/baru/", setup_views.new_signatory, name="new-signatory"),
    path("piagam/penanda-tangan/<int:pk>/", setup_views.signatory, name="signatory"),
    path("piagam/register/baru/", setup_views.new_series, name="new-series"),
    path("piagam/<int:pk>/", views.detail, name="detail"),
    path("piagam/<int:pk>/unduh/", views.download, name="download"),
    path("piagam/<int:pk>/unduh/<int:revision>/", views.download, name="download-revision"),
    path("piagam/<int:pk>/koreksi/", correction_views.correct, name="correct"),
    path("piagam/<int:pk>/cabut/", correction_views.revoke, name="revoke"),
    path("piagam/pencabutan/<int:pk>/setujui/", correction_views.confirm, name="confirm-revocation"),
    path("piagam/pencabutan/<int:pk>/tolak/", correction_views.decline, name="decline-revocation"),
    path("piagam/<int:pk>/batalkan/", views.void, name="void"),
    path("piagam/putaran/<int:round_pk>/terbitkan/", views.issue, name="issue"),
    path("piagam/putaran/<int:round_pk>/pratinjau/", views.preview, name="preview"),
    path("piagam/putaran/<int:round_pk>/zip/", set_views.archive, name="archive"),
    path("piagam/putaran/<int:round_pk>/cetak/", set_views.prints, name="prints"),
    path("piagam/proses/<int:pk>/", views.job, name="job"),
    path("piagam/proses/<int:pk>/batal/", views.cancel_job, name="cancel-job"),
    path("piagam/proses/<int:pk>/ulangi/", views.retry_job, name="retry-job"),
    path("v/", public.check, name="check"),
    path("v/kunci.json", public.keys, name="keys"),
    path("v/periksa-piagam.pyz", public.program, name="program"),
    path("v/daftar/<str:code>.jws", public.status_list, name="status-list"),
    path("v/luring/<str:code>.html", public.offline_page, name="offline"),
    path("v/<str:public_id>/", public.verify, name="verify"),
    path("v/<str:public_id>/<int:revision>/", public.verify, name="verify-revision"),
]
