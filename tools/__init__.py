"""Programs for those who work on Rapor Kota."""
