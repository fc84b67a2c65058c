"""Runs and what they publish: the command line, the flow, the data set and its releases."""
