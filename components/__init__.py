"""Components: declare what a plan says, decide nothing."""
