"""The case file every app hangs its work on: stage, tasks, documents, notes, notices, history."""
