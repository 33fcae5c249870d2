"""Results, ranks, published results, targets: recompute, dashboard, explanation."""
