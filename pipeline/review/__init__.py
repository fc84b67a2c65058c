"""What people say about records, kept for ever and applied on every run.

`log` keeps it, `fields` says what can be corrected, `anchors` finds a record again, `decisions` sums up what was said
about one record, `apply` puts it into the tables. Extracted and reviewed values are kept apart all the way.
"""
