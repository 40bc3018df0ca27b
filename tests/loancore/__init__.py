"""The money engine: golden numbers, published cases and properties."""
