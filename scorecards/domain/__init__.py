"""The scoring engine: plain Python over Decimal and date, without Django."""
