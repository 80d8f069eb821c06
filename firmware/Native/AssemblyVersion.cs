using System.Reflection;

// Told to tools only; the runtime compares the name and the checksum of the natives. The C++ source repeats it.
[assembly: AssemblyNativeVersion("100.0.0.1")]
