"""Properties here are about dates, not about time: a busy machine must not fail them."""

from hypothesis import settings

settings.register_profile("no_stopwatch", deadline=None)
settings.load_profile("no_stopwatch")
