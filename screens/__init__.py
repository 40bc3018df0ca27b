"""What all pages, papers and spreadsheets share: the design system, knowing no record."""
