using TorchSharp.Modules;
using static TorchSharp.torch;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace TorchSharp;

/// <summary>What the models share: initial values, weights from a file, devices.</summary>
internal static class Model
{
    /// <summary>How a model's layers begin.</summary>
    /// <param name="Linear">The standard deviation of linear weights, null to leave them as they were drawn.</param>
    /// <param name="Convolution">What the gain of convolutions is for.</param>
    internal sealed record Start(double? Linear, nn.init.NonlinearityType Convolution = nn.init.NonlinearityType.ReLU);

    /// <summary>Draws the values anew, or loads them from a file without the names to skip, and moves to the device.</summary>
    internal static void Prepare(nn.Module model, Start? start, string? weightsFile, string[] skip, Device? device)
    {
        if (!string.IsNullOrEmpty(weightsFile))
            model.load(weightsFile, skip: skip);
        else if (start is not null)
            Initialize(model, start);
        if (device is not null && device.type != DeviceType.CPU)
            model.to(device);
    }

    /// <summary>Convolutions from the normal distribution by fan out (He et al. 2015), normalisations 1 and 0.</summary>
    internal static void Initialize(nn.Module model, Start start)
    {
        foreach (var module in model.modules())
        {
            switch (module)
            {
                case Convolution layer:
                    nn.init.kaiming_normal_(layer.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: start.Convolution);
                    Zero(layer.bias);
                    break;
                case BatchNorm layer:
                    layer.reset_parameters();
                    break;
                case GroupNorm layer:
                    nn.init.ones_(layer.weight);
                    Zero(layer.bias);
                    break;
                case Linear layer when start.Linear is { } deviation:
                    nn.init.normal_(layer.weight, 0, deviation);
                    Zero(layer.bias);
                    break;
            }
        }
    }

    private static void Zero(Tensor? bias)
    {
        if (bias is not null)
            nn.init.zeros_(bias);
    }

    /// <summary>The scores of images: their features, pooled, as one row for each image.</summary>
    internal static Tensor Classify(Tensor images, Layer features, Layer pool, Layer classifier)
    {
        using var scope = NewDisposeScope();
        return classifier.call(pool.call(features.call(images)).flatten(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The nearest multiple of 8 (or another divisor) that is not more than 10 % below.</summary>
    internal static long Divisible(double channels, long divisor = 8)
    {
        var rounded = Math.Max(divisor, (long)(channels + divisor / 2.0) / divisor * divisor);
        return rounded < 0.9 * channels ? rounded + divisor : rounded;
    }

    /// <summary>A convolution without bias, batch normalisation and ReLU, named conv, bn, relu.</summary>
    internal static Layer ConvBlock(long channels, long features, (long, long) kernel, (long, long)? stride = null,
        (long, long)? padding = null) =>
        nn.Sequential(
            ("conv", nn.Conv2d(channels, features, kernel, stride, padding, bias: false)),
            ("bn", nn.BatchNorm2d(features, eps: 0.001)),
            ("relu", nn.ReLU(true)));

    /// <summary>A square kernel.</summary>
    internal static Layer ConvBlock(long channels, long features, long kernel, long stride = 1, long padding = 0) =>
        ConvBlock(channels, features, (kernel, kernel), (stride, stride), (padding, padding));

    /// <summary>Colours normalised for torchvision's models to those that the Inception models expect: [N, 3, H, W].</summary>
    internal static Tensor TransformInput(Tensor x)
    {
        using var scope = NewDisposeScope();
        var scale = tensor(new[] { 0.229 / 0.5, 0.224 / 0.5, 0.225 / 0.5 }).reshape(3, 1, 1).to(x);
        var shift = tensor(new[] { (0.485 - 0.5) / 0.5, (0.456 - 0.5) / 0.5, (0.406 - 0.5) / 0.5 }).reshape(3, 1, 1).to(x);
        return (x * scale + shift).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Named layers and the paths of an input through them, whose results are joined along the channels. A path is a list of steps;
/// <c>a|b</c> joins the results of both, <c>average</c> and <c>largest</c> are pools of 3×3.
/// </summary>
internal sealed class Branches : nn.Module<Tensor, Tensor>
{
    private readonly string[] paths;

    internal Branches(string name, (string Name, Layer Layer)[] layers, params string[] paths)
        : base(name)
    {
        foreach (var (layerName, layer) in layers)
            register_module(layerName, layer);
        this.paths = paths;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Join(paths.Select(path => path.Split(' ').Aggregate(input, Step))).MoveToOuterDisposeScope();
    }

    private Tensor Step(Tensor x, string step) => step switch
    {
        "average" => nn.functional.avg_pool2d(x, 3, 1, 1),
        "largest" => nn.functional.max_pool2d(x, 3, 2),
        _ when step.Contains('|') => Join(step.Split('|').Select(part => Step(x, part))),
        _ => ((Layer)_internal_submodules[step]).call(x),
    };

    private static Tensor Join(IEnumerable<Tensor> results) => cat([.. results], 1);
}
