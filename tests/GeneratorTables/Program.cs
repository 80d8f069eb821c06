using Holdfast.Crypto;

// Writes the two tables of multiples of the generator that boards carry in flash (firmware/Crypto/Curve/GeneratorTable.cs says what is in them).
// The optional argument is the folder; without it, the one in this repository.
string? repository = AppContext.BaseDirectory;
while (repository != null && !File.Exists(Path.Combine(repository, "Firmware.sln")))
{
    repository = Path.GetDirectoryName(repository);
}

string? folder = args.Length > 0 ? args[0] : repository == null ? null : Path.Combine(repository, "firmware", "Crypto", "Tables");
if (folder == null || !Directory.Exists(folder))
{
    Console.Error.WriteLine("no folder to write to: name an existing one");
    return 1;
}

foreach ((string name, bool large) in new[] { ("generator-large.bin", true), ("generator-small.bin", false) })
{
    byte[] table = GeneratorTable.Make(large);
    File.WriteAllBytes(Path.Combine(folder, name), table);
    Console.WriteLine($"{name}: {table.Length:N0} bytes, SHA-256 {Convert.ToHexStringLower(Sha256.Hash(table))}");
}

return 0;
