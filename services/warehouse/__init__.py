"""The warehouse: the reserve's own devices, announced, received, shelved, picked and packed, one by one."""
