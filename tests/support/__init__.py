"""What the Python suites share: the program under test, a kernel to talk to, notebooks, a browser."""
