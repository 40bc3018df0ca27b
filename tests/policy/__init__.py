"""Rules of the program: banks, products, who publishes what."""
