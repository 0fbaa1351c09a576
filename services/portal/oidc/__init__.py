"""Signing in at one's own organisation (OpenID Connect): what its provider is asked, what is believed of it."""
