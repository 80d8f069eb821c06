// What the desktop's MSTest.cs and implicit usings give the unit tests, for nanoFramework: the same attribute names from its own framework.
global using System;
global using nanoFramework.TestFramework;
