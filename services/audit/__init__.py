"""`reserve audit`: a recount of everything from the log alone, which shares no code with what it checks."""
