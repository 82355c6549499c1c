"""What the README says about speed, measured: `python benchmarks` (or `make bench`)."""
