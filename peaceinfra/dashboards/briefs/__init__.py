"""A brief: one content in three forms, a page, a PDF and a document of Word. A form lays out, and adds no words."""
