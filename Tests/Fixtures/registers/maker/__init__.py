"""Modules of make_registers.py: invented projects, sheets, and the files written from them."""
