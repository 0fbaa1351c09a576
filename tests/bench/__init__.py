"""`make bench`: what the reserve's messages and scans take, beside peers on the same servers."""
