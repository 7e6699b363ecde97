// Fixtures of different targets may run side by side; each target measures one job at a time.
[assembly: Parallelizable(ParallelScope.Fixtures)]
