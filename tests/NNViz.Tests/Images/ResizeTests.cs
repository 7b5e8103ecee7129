using NNViz.Images;

namespace NNViz.Tests.Images;

public class ResizeTests
{
    private static readonly float[] Values = [1, -2, 3, 4, 0.5f, -6];

    // torch.nn.functional.interpolate(mode='bilinear', align_corners=False), torch 1.13
    [Theory]
    [InlineData(3, 5, new[] { 1, -0.2f, -2, 1, 3, 2.5f, 1.2f, -0.75f, -1.2f, -1.5f, 4, 2.6f, 0.5f, -3.4f, -6 })]
    [InlineData(2, 3, new[] { 1, -2, 3, 4, 0.5f, -6 })]
    [InlineData(1, 2, new[] { 1.6875f, -1.3125f })]
    [InlineData(4, 7, new[]
    {
        1, 0.5714285f, -0.7142858f, -2, 0.1428573f, 2.2857144f, 3,
        1.75f, 1.3035715f, -0.0357144f, -1.375f, -0.4642856f, 0.4464285f, 0.75f,
        3.25f, 2.7678571f, 1.3214284f, -0.125f, -1.6785716f, -3.2321427f, -3.75f,
        4, 3.5f, 2, 0.5f, -2.2857146f, -5.0714283f, -6,
    })]
    public void BilinearIsPyTorchs(int height, int width, float[] expected) =>
        Assert.All(Resize.To(Values, (2, 3), (height, width), Interpolation.Bilinear), (v, i) => Assert.Equal(expected[i], v, 2e-6f));

    // mode='nearest'
    [Theory]
    [InlineData(3, 5, new[] { 1, 1, -2, -2, 3, 1, 1, -2, -2, 3, 4, 4, 0.5f, 0.5f, -6 })]
    [InlineData(1, 2, new[] { 1f, -2 })]
    public void NearestIsPyTorchs(int height, int width, float[] expected) =>
        Assert.Equal(expected, Resize.To(Values, (2, 3), (height, width), Interpolation.Nearest));

    [Fact]
    public void ClassActivationMapsGrowAsInPyTorch()
    {
        float[] small = ReadFloats("golden/A/captum/LayerGradCam/conv2.bin"); // [4, 1, 11, 11]
        float[] large = ReadFloats("golden/A/captum/LayerGradCam/conv1.interpolated28_bilinear.bin");
        float[] source = ReadFloats("golden/A/captum/LayerGradCam/conv1.bin"); // [4, 1, 26, 26]
        Assert.Equal(4 * 11 * 11, small.Length);
        for (int n = 0; n < 4; n++)
        {
            float[] resized = Resize.To(source.AsSpan(n * 26 * 26, 26 * 26), (26, 26), (28, 28), Interpolation.Bilinear);
            float scale = resized.Max(Math.Abs);
            Assert.All(resized, (v, i) => Assert.Equal(large[(n * 28 * 28) + i], v, 1e-5f * scale));
        }
    }

    [Fact]
    public void ANaNSpreadsOnlyToItsNeighbours()
    {
        float[] resized = Resize.To([1, float.NaN, 3], (1, 3), (1, 3), Interpolation.Bilinear);
        Assert.Equal([1, float.NaN, 3], resized);
    }

    [Fact]
    public void TheSizeMustFitTheValues() =>
        Assert.Throws<ArgumentException>(() => Resize.To(Values, (3, 3), (2, 2), Interpolation.Nearest));

    private static float[] ReadFloats(string name)
    {
        byte[] bytes = File.ReadAllBytes(Shared.Path(name));
        var floats = new float[bytes.Length / 4];
        Buffer.BlockCopy(bytes, 0, floats, 0, bytes.Length);
        return floats;
    }
}
