"""Runs a notebook in place, as Jupyter's own tools do."""

import sys

import nbclient
import nbformat

path, kernel = sys.argv[1:]
notebook = nbformat.read(path, as_version=4)
nbclient.NotebookClient(notebook, kernel_name=kernel, timeout=600, startup_timeout=120).execute()
nbformat.write(notebook, path)
