"""LoanProgram on one machine: set-up, embedded services, and the commands behind `./dev`."""
