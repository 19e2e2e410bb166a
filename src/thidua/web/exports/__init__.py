"""Every table of the product as an Excel file: what is seen on a page, at once or written by a worker."""
