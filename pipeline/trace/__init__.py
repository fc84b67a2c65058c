"""From any value of the data set back to its place in the file that it was read from.

`records` finds the record, `files` the file (and whether it is still the same), `pages` shows the page with the place
marked, `words` tells all of it in lines. The command line and the review pages use the same functions.
"""
