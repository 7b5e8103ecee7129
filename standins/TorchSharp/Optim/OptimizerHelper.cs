using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the optimizers share whose options and state can be saved.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    /// <summary>Options for groups that leave theirs open.</summary>
    protected OptimizerOptions _defaults = new();

    /// <summary>The state of each parameter, by native handle.</summary>
    protected OrderedDict<nint, OptimizerState> _state = [];

    /// <summary>Without parameters.</summary>
    public OptimizerHelper()
    {
    }

    private protected void Add(ParamGroup group, Func<Parameter, OptimizerState> makeState)
    {
        group.Parameters = [.. group.Parameters];
        group.Options.InitialLearningRate = group.Options.LearningRate!.Value;
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = makeState(parameter);
            state.Initialize(group.Options);
            _state[parameter.Handle] = state;
        }
    }

    /// <summary>Evaluates the closure with gradients, then runs <paramref name="body"/> on each group without.</summary>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using (enable_grad())
                loss = loss_closure();
        }
        using (no_grad())
        {
            using var scope = NewDisposeScope();
            foreach (var group in _parameter_groups)
                body((T)group);
        }
        return loss;
    }

    /// <summary>The gradient to descend along: negated to maximize, with the weights' decay added.</summary>
    private protected static Tensor Descent(Tensor gradient, Parameter parameter, double weight_decay, bool maximize = false)
    {
        if (maximize)
            gradient = gradient.neg();
        return weight_decay == 0 ? gradient : gradient.add(parameter, alpha: weight_decay);
    }

    /// <summary>The options of the groups and the state of the parameters.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            dictionary.StateIndexRef.Add([]);
            foreach (var parameter in group.Parameters)
            {
                dictionary.StateIndexRef[^1].Add(dictionary.State.Count);
                dictionary.State.Add(_state[parameter.Handle]);
            }
        }
        return dictionary;
    }

    /// <summary>Takes over options and state of an optimizer of the same kind.</summary>
    /// <exception cref="ArgumentException">The numbers of groups or parameters differ.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        Check(own, state_dict.Options.Count, state_dict.State.Count);
        using (no_grad())
        {
            foreach (var (target, source) in own.Options.Zip(state_dict.Options).Where(pair => pair.First != pair.Second))
                target.LoadStateDict(source);
            foreach (var (target, source) in own.State.Zip(state_dict.State).Where(pair => pair.First != pair.Second))
                target.LoadStateDict(source);
        }
    }

    private static void Check(StateDictionary own, long groups, long states)
    {
        if (groups != own.Options.Count || states != own.State.Count)
            throw new ArgumentException($"Invalid optimizer state -- it has {groups} parameter group(s) and {states} parameter(s), "
                + $"this optimizer {own.Options.Count} and {own.State.Count}.");
    }

    /// <summary>Writes options and state to a file.</summary>
    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    /// <summary>Writes the optimizer's name, the counts of groups and parameters as ULEB128, the options, the states.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        var own = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(own.Options.Count);
        writer.Write7BitEncodedInt64(own.State.Count);
        own.Options.ForEach(options => options.SaveStateDict(writer));
        own.State.ForEach(state => state.SaveStateDict(writer));
    }

    /// <summary>Reads a file that <see cref="save_state_dict(string)"/> wrote.</summary>
    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <summary>Reads what <see cref="save_state_dict(BinaryWriter)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of another optimizer.</exception>
    /// <exception cref="ArgumentException">The numbers of groups or parameters differ.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException(
                $"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        var own = state_dict();
        Check(own, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        own.Options.ForEach(options => options.LoadStateDict(reader));
        own.State.ForEach(state => state.LoadStateDict(reader));
    }

    /// <summary>Moves the state to a device.</summary>
    public void to(Device device)
    {
        foreach (var state in _state.values())
            state.to(device);
    }
}

/// <summary>Options of a group of parameters.</summary>
public class OptimizerOptions
{
    /// <summary>The learning rate; null is the optimizer's own.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The learning rate that schedules start from.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>Takes over another group's options.</summary>
    public virtual void LoadStateDict(OptimizerOptions source) =>
        (InitialLearningRate, LearningRate) = (source.InitialLearningRate, source.LearningRate);

    /// <summary>Reads the options.</summary>
    public virtual void LoadStateDict(BinaryReader reader) =>
        (InitialLearningRate, LearningRate) = (reader.ReadDouble(), reader.ReadDouble());

    /// <summary>Writes the options.</summary>
    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate!.Value);
    }
}

/// <summary>What an optimizer remembers of a parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>The parameter.</summary>
    protected Parameter _parameter;

    /// <summary>The state of a parameter.</summary>
    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Sets the state of a parameter that has seen no step.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Reads the state.</summary>
    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Copies another parameter's state.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Writes the state.</summary>
    public abstract void SaveStateDict(BinaryWriter writer);

    /// <summary>Whether another state is the same but for rounding.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Moves the tensors.</summary>
    public virtual void to(Device device)
    {
    }

    /// <summary>Reads a flag and, where it is true, a tensor.</summary>
    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        result?.Dispose();
        result = reader.ReadBoolean() ? Kept(TensorExtensionMethods.Load(reader).to(device)) : null;
    }

    /// <summary>Writes whether there is a tensor and, where there is, the tensor.</summary>
    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    /// <summary>Takes a tensor out of its dispose scope: the state lives as long as the optimizer.</summary>
    private protected static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();

    private protected static Tensor? Moved(Tensor? tensor, Device device) => tensor is null ? null : Kept(tensor.to(device));

    private protected Tensor? Copied(Tensor? own, Tensor? source)
    {
        own?.Dispose();
        return source is null ? null : Kept(source.to(_parameter.device, copy: true));
    }

    private protected static bool Close(Tensor? own, Tensor? other) => own is null || (other is not null && own.allclose(other));
}

/// <summary>Parameters with options of their own.</summary>
public class ParamGroup : optim.ILearningRateController
{
    /// <summary>The parameters.</summary>
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>The options; null until the group is added where none are given.</summary>
    public OptimizerOptions Options { get; set; } = null!;

    /// <inheritdoc/>
    public double LearningRate { get => Options.LearningRate!.Value; set => Options.LearningRate = value; }

    /// <inheritdoc/>
    public double InitialLearningRate { get => Options.InitialLearningRate; set => Options.InitialLearningRate = value; }
}

/// <summary>Parameters with options of a kind.</summary>
public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions
{
    /// <summary>An empty group.</summary>
    public ParamGroup()
    {
    }

    /// <summary>Parameters and their options.</summary>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = default) =>
        (Parameters, base.Options) = (parameters, options!);

    /// <summary>The options.</summary>
    public new TOptions Options { get => (TOptions)base.Options; set => base.Options = value; }
}
