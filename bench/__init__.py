"""How fast Opora is, as ratios of variants that run in turn in one process. Goals: docs/performance.md."""
