"""What the center looks at before it guarantees, in the order of the page."""

REVIEW_CHECKS = ("group", "county", "proof", "limits", "times", "fund")
