"""Code 128 and Code 39 read by the shapes of their characters, where blur has run the single bars into one another."""

from scanner.reading.soft.decoding import Read, confirms, decode, likeness, prepare

__all__ = ["Read", "confirms", "decode", "likeness", "prepare"]
