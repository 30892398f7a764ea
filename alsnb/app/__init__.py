"""The application behind ``alsnb open``: a local server with a start page, and each screen as a page without code."""
