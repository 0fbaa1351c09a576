"""What operators ask of a running reserve, as Prometheus metrics: counted by each process, shown by the web."""
