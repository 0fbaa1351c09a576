"""Where labels come from: a camera's frames, a folder's pictures, a keyboard scanner's keys."""
