// The desktop's test attributes. On the chip's runtime the same file names import nanoFramework.TestFramework instead,
//so a test source needs no line of its own for either.
global using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: Parallelize(Workers = 0, Scope = ExecutionScope.ClassLevel)]
