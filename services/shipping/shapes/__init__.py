"""The shapes of shipping's API, which its pages use too: what callers send, and what they get."""
