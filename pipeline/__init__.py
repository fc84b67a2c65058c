"""Runs and what they publish: the command line, the flow, the data set and its releases."""

import os

# Before Arrow is imported, and for all processes that this one starts. Arrow's other allocators keep what they were
# once given: a worker held 40 MiB more after it had written a large part, a run 15 MiB after it had joined the parts.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
