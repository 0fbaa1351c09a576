"""The warehouse's side of the door for scans: labels read, devices chosen, steps taken, all judged in memory."""
