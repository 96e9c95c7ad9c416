using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Vectors;

public sealed class ScalarQuantizerTests
{
    [Test]
    public void What_is_encoded_and_decoded_is_at_most_half_a_step_away()
    {
        var vector = SeededVectors.Gaussian(new Random(1), 300);
        var quantizer = ScalarQuantizer.ForVector(vector);
        var codes = new byte[320];
        var back = new float[300];
        quantizer.Encode(vector, codes);
        quantizer.Decode(codes, back);
        for (var i = 0; i < vector.Length; i++)
        {
            Assert.That(back[i], Is.EqualTo(vector[i]).Within(quantizer.Scale * 0.501f));
        }

        Assert.That(codes[300..], Is.All.EqualTo(ScalarQuantizer.Zero));
    }

    [Test]
    public void Calibration_clips_about_the_share_that_was_asked_for()
    {
        var sample = SeededVectors.Gaussian(new Random(2), 200_000);
        var quantizer = ScalarQuantizer.Calibrate(sample, 0.9995);
        var clipped = sample.Count(x => Math.Abs(x) > quantizer.Scale * 127);
        Assert.That(clipped / 200_000.0, Is.EqualTo(0.0005).Within(0.0001));
    }

    [Test]
    public void What_lies_outside_the_scale_is_clipped_and_never_wraps()
    {
        var codes = new byte[4];
        new ScalarQuantizer(0.01f).Encode([9f, -9f, 0f, 1e30f], codes);
        Assert.That(codes, Is.EqualTo(new byte[] { 255, 1, 128, 255 }));
    }

    [Test]
    public void Zeros_and_nothing_have_a_usable_scale() =>
        Assert.Multiple(() =>
        {
            Assert.That(ScalarQuantizer.Calibrate([]).Scale, Is.EqualTo(1f));
            Assert.That(ScalarQuantizer.Calibrate(new float[9]).Scale, Is.EqualTo(1f));
            Assert.That(ScalarQuantizer.ForVector(new float[9]).Scale, Is.EqualTo(1f));
        });
}
