"""What a request may be: how large, and how long in coming."""

LARGEST_REQUEST = 32 * 1024 * 1024
# Over a body; nginx, where it is in front, is as patient.
BODY_WITHIN_S = 30.0
# Where the environment of a request has the refusal of its body.
UNREAD = "reserve.unread"
