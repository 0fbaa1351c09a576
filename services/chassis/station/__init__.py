"""The scanning page of a phone: what a station may do, told to the page; the same in every service that takes scans."""
