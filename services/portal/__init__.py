"""Where people come in: sign-in, the one permanent log, a device's journey, search and figures."""
