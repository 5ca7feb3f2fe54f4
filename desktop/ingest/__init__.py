"""Raw official files to derived tables, tables to the reference file; never in the packaged program."""
