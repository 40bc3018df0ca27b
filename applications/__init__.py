"""Draft, answers, submission, supplements and the status the applicant sees."""
