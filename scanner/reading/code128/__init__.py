"""Code 128 read by the shapes of its characters, where blur has run the single bars into one another: `decode`."""

from scanner.reading.code128.decoding import Read, confirms, decode

__all__ = ["Read", "confirms", "decode"]
