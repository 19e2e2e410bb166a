"""Lists that come in from files and tables that go out: reading, judging, previewing, committing, exporting."""
