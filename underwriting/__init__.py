"""Opinions, site visit, score, committee, decision and contract pack."""
