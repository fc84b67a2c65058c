"""Faults made for real: programs killed, disks full, files damaged."""
