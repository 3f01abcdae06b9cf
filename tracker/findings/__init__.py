"""Tables become answers, each with its evidence, range and caveat."""
