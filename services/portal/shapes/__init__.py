"""What comes in and goes out of the portal, by noun: its door, inquiries, figures, the log."""
