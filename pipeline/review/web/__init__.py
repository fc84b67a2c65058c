"""The review pages: a queue of doubtful records, each beside its place in the source, corrected with single keys.

`desk` is what the pages are about (data set, log, queue, files), `security` who may see and change it, `app` the
routes. Pages are made on the server; the script adds keys and marks text. Nothing is loaded from elsewhere.
"""
