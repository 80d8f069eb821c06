global using Microsoft.VisualStudio.TestTools.UnitTesting;

// One process-wide meter: one measurement at a time.
[assembly: DoNotParallelize]
