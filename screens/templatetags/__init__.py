"""Template tags of the design system; pages load `screens`, which holds them all."""
