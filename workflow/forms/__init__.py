"""One class per real form. Labels and errors are sentences that a person can act on; choices are handed in."""
