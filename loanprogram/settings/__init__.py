"""Settings by place of use: base for all, dev, test and production on top."""
