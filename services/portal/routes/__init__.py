"""The portal's API: the door, and what is read out of the log."""
