"""The chapters of the journey, each a list of steps in order; a step done twice changes nothing."""
