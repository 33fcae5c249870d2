"""Ground that knows no app: policy, history, work queue, files, pdf, numbers, http."""
