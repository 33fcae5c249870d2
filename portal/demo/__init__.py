"""The demo: a real city's structure with made-up marks, built through the services that people use."""
