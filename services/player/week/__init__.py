"""Whole weeks played at once: a January week of twenty boards, or the whole reserve, from the truck to the student.

What a week came to is read from the portal. The player counts nothing itself but how long its own calls waited.
"""
