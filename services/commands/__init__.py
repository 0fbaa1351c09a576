"""The commands of `reserve`, by what they are about."""
