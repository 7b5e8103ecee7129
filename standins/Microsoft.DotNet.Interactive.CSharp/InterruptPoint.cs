#nullable enable
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// The C# kernel's side of the class that rewritten cells call (see <see cref="PollRewriter"/>), which has an assembly and a project of its
/// own.
/// </summary>
internal sealed class InterruptPoint
{
    public const string ClassName = "__InterruptPoint";
    public const string AwaitCall = ClassName + ".Here";
    public const string EachCall = ClassName + ".Each";
    public const string DisposeCall = ClassName + ".DisposeAtEnd";

    private const int Digits = 16;

    /// <summary>The exceptions of interrupts; each notebook of the process has its own.</summary>
    private static readonly ConcurrentDictionary<Type, bool> Interrupts = new();

    private static int _loaded;

    private readonly Lock _gate = new();
    private readonly Type _class;
    private readonly FieldInfo _token;
    private readonly List<FieldInfo> _raised = [];
    private readonly HashSet<FieldInfo> _held = [];

    public InterruptPoint()
    {
        var image = Image($"{Interlocked.Increment(ref _loaded):x8}");
        Reference = MetadataReference.CreateFromImage(image);
        using var stream = new MemoryStream(image);
        _class = AssemblyLoadContext.Default.LoadFromStream(stream).GetType(ClassName)!;
        _token = _class.GetField("Token")!;
        ToDispose = (Stack<object?>)_class.GetField("ToDispose")!.GetValue(null)!;
        EndThreadsQuietly(_class.GetNestedType("Interrupted")!);
    }

    /// <summary>What cells are compiled against.</summary>
    public MetadataReference Reference { get; }

    /// <summary>The values that <see cref="UsingDeclarations"/> have declared.</summary>
    public Stack<object?> ToDispose { get; }

    /// <summary>The statement for the polls of the n-th cell.</summary>
    /// <param name="cell">n.</param>
    /// <param name="inFunction">The poll stands in a function, which later cells may call too.</param>
    public static string PollCall(int cell, bool inFunction)
    {
        var number = "int";
        for (var rest = cell; rest > 0; rest /= Digits)
        {
            number = $"{ClassName}.D{rest % Digits}<{number}>";
        }
        return inFunction ? $"{ClassName}.Cell<{ClassName}.Functions<{number}>>.Poll();" : $"{ClassName}.Cell<{number}>.Poll();";
    }

    /// <summary>A cell begins, and its awaits end with the token; or it has ended, and nothing is interrupted any more.</summary>
    public void Arm(CancellationToken token)
    {
        lock (_gate)
        {
            _raised.ForEach(flag => flag.SetValue(null, _held.Contains(flag)));
            _raised.Clear();
        }
        _token.SetValue(null, token);
    }

    /// <summary>The polls of these cells throw from now on, unless the cell that is to be interrupted has ended.</summary>
    public void Request(IEnumerable<int> cells, CancellationToken ended)
    {
        lock (_gate)
        {
            foreach (var flag in ended.IsCancellationRequested ? [] : cells.SelectMany(FlagsOf))
            {
                flag.SetValue(null, true);
                _raised.Add(flag);
            }
        }
    }

    /// <summary>The polls of an interrupted cell whose work outlives it throw until that ends; not those of its functions, which later cells
    /// may call.</summary>
    public void Hold(int cell, Task work)
    {
        var flag = FlagsOf(cell)[0];
        lock (_gate)
        {
            _held.Add(flag);
            flag.SetValue(null, true);
        }
        work.ContinueWith(_ => Release(flag), TaskScheduler.Default);
    }

    /// <summary>The class's assembly, named for one notebook: what a process loads under one name, it loads once.</summary>
    private static byte[] Image(string notebook)
    {
        using var resource = typeof(InterruptPoint).Assembly.GetManifestResourceStream("InterruptPoint.dll")!;
        var image = new byte[resource.Length];
        resource.ReadExactly(image);
        var name = "__InterruptPoint_00000000"u8;
        var number = Encoding.ASCII.GetBytes(notebook);
        for (int at = 0, next; (next = image.AsSpan(at).IndexOf(name)) >= 0;)
        {
            at += next + name.Length;
            number.CopyTo(image, at - number.Length);
        }
        return image;
    }

    private void Release(FieldInfo flag)
    {
        lock (_gate)
        {
            _held.Remove(flag);
            flag.SetValue(null, _raised.Contains(flag));
        }
    }

    /// <summary>The flag of a cell's top level, and that of its functions.</summary>
    private FieldInfo[] FlagsOf(int cell)
    {
        var number = typeof(int);
        for (var rest = cell; rest > 0; rest /= Digits)
        {
            number = _class.GetNestedType($"D{rest % Digits}`1")!.MakeGenericType(number);
        }
        var functions = _class.GetNestedType("Functions`1")!.MakeGenericType(number);
        return [.. new[] { number, functions }.Select(owner => _class.GetNestedType("Cell`1")!.MakeGenericType(owner).GetField("Flag")!)];
    }

    /// <summary>A thread that an interrupted cell has started ends too; without this its exception would end the process.</summary>
    private static void EndThreadsQuietly(Type interrupted)
    {
        if (Interrupts.IsEmpty)
        {
            try
            {
                ExceptionHandling.SetUnhandledExceptionHandler(exception => Interrupts.ContainsKey(exception.GetType()));
            }
            catch (InvalidOperationException)
            {
                // The host has a handler of its own, and decides.
            }
        }
        Interrupts[interrupted] = true;
    }
}
