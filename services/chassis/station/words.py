"""The sentences that the page's script shows, by the keys under which it asks for them."""

from collections.abc import Mapping

from services.contracts.sentence import Sentence, say

# What a script puts in place of a number: the sentence is rendered before the number is known.
COUNT = "%(count)s"

WORDS: Mapping[str, Sentence] = {
    "modes": say("Action"),
    "scan_label": say("Scan its label, or type it"),
    "choose": say("Choose"),
    "nothing_open": say("Nothing is open now."),
    # What a scan came to.
    "done": say("Done"),
    "repeated": say("Done before"),
    "refused": say("Refused"),
    "kept": say("Kept"),
    "noted": say("Noted"),
    "kept_here": say("Kept on this device, to be sent."),
    "answered": say("(%(count)s scans answered)", count=COUNT),
    # What keeps a scan from being one.
    "first": say("Scan or type this first:"),
    "not_kept": say("This label was not kept: scan it again afterwards."),
    "disk_full": say("This device is full: the scan was not kept. Make room, then scan it again."),
    "nothing_read": say("No code was read in this photo. Come closer, hold still, and take another."),
    "no_reader": say("Nothing here can read a picture now. Type the code, or use a scanner."),
    "no_camera": say("No camera answers. Take a photo, type the code, or use a scanner."),
    "camera_barred": say("The camera is not allowed for this page. Allow it in the browser, or take a photo."),
    # The stack.
    "stacked": say("%(count)s label(s) in the stack.", count=COUNT),
    "committed": say("%(count)s scans kept on this device, to be sent.", count=COUNT),
    "remove": say("Take out"),
    # The last scan undone.
    "withdrawn": say("Taken back: it had not been sent."),
    "undo_reason": say("Scanned by mistake"),
    "no_undo": say("Only what was just done, and with a network, can be undone here."),
    # What was refused.
    "refused_title": say("Refused, to be settled: %(count)s", count=COUNT),
    "fits": say("Do it as:"),
    "try_again": say("Try again"),
    "settled": say("Settled"),
    # What waits, and why.
    "counted": say("done"),
    "waiting": say("To send: %(count)s", count=COUNT),
    "waiting_others": say("Of someone else, kept for them: %(count)s", count=COUNT),
    "link_away": say("No network. You can go on scanning."),
    "link_signed_out": say("Your session is over. Sign in again: your scans are kept."),
    "link_barred": say("Your account may not scan here. Your scans are kept."),
    "link_clock": say("This device’s clock is wrong. Set it: your scans are kept."),
    "sign_in": say("Sign in"),
}
