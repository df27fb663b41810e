"""What make_registers.py is made of: invented projects, sheets, and the files they become."""
