using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Holdfast.Histories;

/// <summary>
/// A copy of the world's assembly in which something was taken out, loaded beside the real one. This is the only way to turn a rule off: the
/// product has no switch for it.
/// </summary>
internal sealed class AlteredWorld : IDisposable
{
    private readonly ModuleDefinition _module =
        ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "Holdfast.HistoryWorld.dll"), new ReaderParameters { InMemory = true });

    /// <summary>What was taken out; a mutation that changes nothing would prove nothing.</summary>
    public int Changes { get; private set; }

    /// <summary>Every rule with this tag lets everything pass.</summary>
    public AlteredWorld WithoutRule(string tag)
    {
        foreach (TypeDefinition rule in _module.Types.Where(type =>
            type.Namespace == "Holdfast.Policy" && type.Fields.Any(field => field.Name == "Tag" && field.HasConstant && (string)field.Constant == tag)))
        {
            foreach (MethodDefinition method in rule.Methods.Where(method => method.Name.StartsWith("Require", StringComparison.Ordinal)))
            {
                Empty(method);
            }
        }

        return this;
    }

    /// <summary>The invariants behind the rules, which would stop the device where a rule is missing, hold their peace.</summary>
    public AlteredWorld WithoutInvariants()
    {
        Empty(_module.GetType("Holdfast.Bytes.Check").Methods.Single(method => method.Name == "That"));
        return this;
    }

    /// <summary>A channel's new state goes to memory only: the reply no longer waits for the journal.</summary>
    public AlteredWorld WithoutCommit()
    {
        foreach (MethodDefinition method in _module.GetType("Holdfast.Requests.SignerContext").Methods.Where(method => method.Name == "Record"))
        {
            ILProcessor il = method.Body.GetILProcessor();
            foreach (Instruction call in method.Body.Instructions.Where(IsCommit).ToArray())
            {
                int arguments = ((MethodReference)call.Operand).Parameters.Count + 1;
                for (int i = 1; i < arguments; i++)
                {
                    il.InsertBefore(call, il.Create(OpCodes.Pop));
                }

                il.Replace(call, il.Create(OpCodes.Pop));
                Changes++;
            }
        }

        return this;
    }

    /// <summary>Recovery takes every slot file for the newest of its slot: what fell back goes unnoticed.</summary>
    public AlteredWorld WithoutDigest()
    {
        Empty(_module.GetType("Holdfast.Journal.JournalRecovery").Methods.Single(method => method.Name == "RequireDigest"));
        return this;
    }

    /// <summary>Plays the default budget; "" when nothing was found.</summary>
    public string Play(long steps)
    {
        using MemoryStream bytes = new();
        _module.Write(bytes);
        bytes.Position = 0;
        AssemblyLoadContext context = new("altered world", isCollectible: true);
        try
        {
            return (string)context.LoadFromStream(bytes).GetType("Holdfast.HistoryWorld.Campaign")!
                .GetMethod("RunForMutationCheck")!.Invoke(null, [1, steps])!;
        }
        finally
        {
            context.Unload();
        }
    }

    public void Dispose() => _module.Dispose();

    private static bool IsCommit(Instruction instruction) =>
        instruction.OpCode.Code is Code.Call or Code.Callvirt && instruction.Operand is MethodReference { Name: "Commit", DeclaringType.Name: "FlashJournal" };

    private void Empty(MethodDefinition method)
    {
        method.Body.ExceptionHandlers.Clear();
        method.Body.Instructions.Clear();
        method.Body.Variables.Clear();
        method.Body.GetILProcessor().Emit(OpCodes.Ret);
        Changes++;
    }
}
