namespace Holdfast.HandOver;

/// <summary>What the system says about a process (proc(5), /proc/PID/stat).</summary>
public static class ProcessStat
{
    private const int ParentField = 1;
    private const int StartedField = 19;

    /// <summary>The process that started this one.</summary>
    /// <exception cref="IOException">There is no /proc here.</exception>
    public static int OwnParent => int.Parse(Field("self", ParentField));

    /// <summary>When it was started, in ticks since the machine was; with the process's number this names it for good.</summary>
    /// <exception cref="IOException">There is no such process.</exception>
    public static string Started(int process) => Field(process.ToString(), StartedField);

    /// <summary>The file that a process runs.</summary>
    /// <exception cref="IOException">There is no such process, or this user may not look at it.</exception>
    public static string? Program(int process) => File.ResolveLinkTarget("/proc/" + process + "/exe", returnFinalTarget: true)?.FullName;

    // "pid (name) state ppid ...": the name may hold anything, a bracket too. Fields are counted from the state.
    private static string Field(string process, int index)
    {
        string stat = File.ReadAllText("/proc/" + process + "/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[index];
    }
}
