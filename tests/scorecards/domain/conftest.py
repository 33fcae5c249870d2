"""Property tests here measure results, never seconds: a busy machine must not fail them."""

from hypothesis import HealthCheck, settings

settings.register_profile("exact", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("exact")
