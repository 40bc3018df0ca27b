"""The program as effective-dated data: profile, products, banks, calendar, rates, texts."""
