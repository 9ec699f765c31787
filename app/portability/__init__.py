"""Bringing clients in, and taking everything out: files, print, paper."""
