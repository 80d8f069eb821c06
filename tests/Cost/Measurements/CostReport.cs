using System.Text.Json;

namespace Holdfast.Cost;

/// <summary>Everything that one run measured.</summary>
public sealed record CostReport
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public List<Measurement> Primitives { get; init; } = [];

    public List<Measurement> Pieces { get; init; } = [];

    public List<Measurement> Requests { get; init; } = [];

    public List<MemoryMeasurement> Memory { get; init; } = [];

    public List<AssemblyRoom> Assemblies { get; init; } = [];

    /// <summary>With natives.</summary>
    public List<Measurement> Production { get; init; } = [];

    public List<MemoryMeasurement> ProductionMemory { get; init; } = [];

    public string ToJson()
    {
        return JsonSerializer.Serialize(this, s_json);
    }

    public static CostReport FromJson(string json)
    {
        return JsonSerializer.Deserialize<CostReport>(json, s_json)!;
    }
}

/// <summary>Live managed bytes as nanoFramework objects.</summary>
public sealed record MemoryMeasurement(string Name, long Bytes, long GoalBytes, MemoryShare[] Shares);

/// <summary>Live bytes of one type that one method allocated; native code has no method.</summary>
public sealed record MemoryShare(string Type, string Method, long Bytes);

/// <summary>What an assembly takes of the tables that a chip addresses with 16 bits, and how much of the limit its fullest table leaves.</summary>
public sealed record AssemblyRoom(string Assembly, int CodeBytes, int SignatureAndArrayBytes, int StringBytes, int LocalsMost, int RoomLeftBytes);
