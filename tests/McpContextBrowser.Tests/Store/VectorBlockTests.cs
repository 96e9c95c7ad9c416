using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Store;

public sealed class VectorBlockTests
{
    [Test]
    public void Rows_come_back_within_half_precision_and_a_zero_row_is_no_vector()
    {
        float[] rows = [0.6f, -0.8f, 0f, 0f, 0f, 0f, 0f, 0.70710677f, -0.70710677f];
        var block = VectorBlock.Decode(VectorBlock.From(3, rows).Encode());
        var vector = new float[3];
        Assert.That(block.Rows, Is.EqualTo(3));
        Assert.That(block.Read(0, vector), Is.True);
        Assert.That(vector, Is.EqualTo(rows[..3]).Within(0.0003));
        Assert.That(block.Read(1, vector), Is.False);
        Assert.That(block.Read(2, vector), Is.True);
        Assert.That(vector, Is.EqualTo(rows[6..]).Within(0.0003));
    }

    [Test]
    public void Bytes_that_are_not_whole_rows_are_refused()
    {
        var bytes = VectorBlock.From(4, new float[8]).Encode();
        Assert.That(() => VectorBlock.Decode(bytes.AsMemory(0, bytes.Length - 1)), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => VectorBlock.Decode(default), Throws.TypeOf<InvalidDataException>());
    }
}
