// Turns the tables in TorchSharp/**/*.ops, *.layers and *.optimizers into typed C#: dotnet TorchSharp.Generator.dll OUTPUT_FOLDER TABLE...
// Each table gives one file; Aten.g.cs holds the operators that all of them call, Families.g.cs classes that differ in arity or element.
using TorchSharp.Generator;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: TorchSharp.Generator OUTPUT_FOLDER TABLE...");
    return 2;
}
try
{
    Directory.CreateDirectory(args[0]);
    var operators = new SortedSet<string>(StringComparer.Ordinal);
    foreach (string path in args.Skip(1))
    {
        string[] lines = File.ReadAllLines(path);
        string code = Path.GetExtension(path) switch
        {
            ".layers" => LayerEmitter.Emit(LayerTable.Parse(path, lines)),
            ".optimizers" => OptimizerEmitter.Emit(OptimizerTable.Parse(path, lines)),
            _ => Emitter.Emit(Table.Parse(path, lines), operators),
        };
        WriteIfChanged(Path.Combine(args[0], Path.GetFileNameWithoutExtension(path) + ".g.cs"), code);
    }
    WriteIfChanged(Path.Combine(args[0], "Families.g.cs"), Arities.Emit() + Collections.Emit());
    WriteIfChanged(Path.Combine(args[0], "Aten.g.cs"), Emitter.EmitOperators(operators));
    return 0;
}
catch (TableException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static void WriteIfChanged(string path, string text)
{
    if (!File.Exists(path) || File.ReadAllText(path) != text)
        File.WriteAllText(path, text);
}
