"""The arithmetic of a loan's life in servicing, without Django and without a clock."""
