"""The demo county: invented people and cases, made through the program's own services."""
