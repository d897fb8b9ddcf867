from tests.experiments.conftest import _fresh_delivery

__all__ = ["_fresh_delivery"]
