"""Pages on the rules of the program."""
