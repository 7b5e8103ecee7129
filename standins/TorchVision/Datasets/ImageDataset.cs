using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Images in memory: "data" [C, H, W] as Float32 from 0 to 255/256, "label" as Int64, and perhaps more labels.</summary>
internal sealed class ImageDataset : utils.data.Dataset
{
    private readonly Tensor images;
    private readonly (string Name, Tensor Values)[] labels;
    private readonly Func<Tensor, Tensor>? transform;

    /// <summary>Takes bytes [N·C·H·W] and for each kind of label [N].</summary>
    /// <param name="pixels">The images, one after the other.</param>
    /// <param name="shape">[N, C, H, W].</param>
    /// <param name="labels">Labels by name.</param>
    /// <param name="transform">Applied to each image [C, H, W], or null.</param>
    internal ImageDataset(byte[] pixels, long[] shape, (string Name, byte[] Values)[] labels, Func<Tensor, Tensor>? transform)
    {
        this.transform = transform;
        using var bytes = tensor(pixels).reshape(shape);
        images = bytes.to_type(ScalarType.Float32).div_(256).DetachFromDisposeScope();
        this.labels = [.. labels.Select(label => (label.Name, tensor(label.Values).to_type(ScalarType.Int64).DetachFromDisposeScope()))];
    }

    public override long Count => images.shape[0];

    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        var sample = new Dictionary<string, Tensor> { ["data"] = transform?.Invoke(images[index]) ?? images[index] };
        foreach (var (name, values) in labels)
            sample[name] = values[index];
        return sample;
    }

    protected override void Dispose(bool disposing)
    {
        images.Dispose();
        foreach (var (_, values) in labels)
            values.Dispose();
    }
}
