using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Vectors;

public sealed class IdFilterTests
{
    [Test]
    public void Walking_the_set_meets_each_id_once_in_order()
    {
        int[] ids = [0, 1, 63, 64, 65, 127, 130, 511];
        var filter = new IdFilter(512);
        foreach (var id in ids)
        {
            filter.Add(id);
            filter.Add(id);
        }

        var walked = new List<int>();
        for (var id = filter.Next(0); id >= 0; id = filter.Next(id + 1))
        {
            walked.Add(id);
        }

        Assert.That(walked, Is.EqualTo(ids));
        Assert.That(filter.Count, Is.EqualTo(ids.Length));
        Assert.That(filter.Next(512), Is.EqualTo(-1));
    }

    [Test]
    public void Ids_outside_the_capacity_are_not_contained_and_not_added()
    {
        var filter = new IdFilter(10);
        Assert.That(filter.Contains(-1) || filter.Contains(10), Is.False);
        Assert.That(() => filter.Add(10), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
