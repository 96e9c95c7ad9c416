using System.Text;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

public sealed class TextDecoderTests
{
    private const string English = "class X { int y; } // plain\r\n\tend\r";

    static TextDecoderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [TestCase("")]
    [TestCase(English)]
    [TestCase("é 日本語 😀 \u202e \u001b[31m\n")]
    public void Wide_and_narrow_Unicode_is_decoded_with_its_mark(string text)
    {
        Encoding[] encodings = [new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UTF32Encoding(false, true), new UTF32Encoding(true, true)];
        foreach (var encoding in encodings)
        {
            Check([.. encoding.Preamble, .. encoding.GetBytes(text)], text, encoding.WebName);
        }

        Check(Encoding.UTF8.GetBytes(text), text, "UTF-8");
    }

    [Test]
    public void Unicode_that_breaks_what_its_mark_says_is_undecodable()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Decode([0xEF, 0xBB, 0xBF, 0xFF]), Is.EqualTo(SkipReason.Undecodable));
            Assert.That(Decode([0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00]), Is.EqualTo(SkipReason.Undecodable));
            Assert.That(Decode([0xFE, 0xFF, 0xDC, 0x00]), Is.EqualTo(SkipReason.Undecodable));
            Assert.That(Decode([0xFF, 0xFE, 0, 0, 0, 0, 0x11, 0x00]), Is.EqualTo(SkipReason.Undecodable));
            Assert.That(Decode([0xFF, 0xFE, 0x41, 0x00, 0x00, 0x00]), Is.EqualTo(SkipReason.Binary));
        });
    }

    [TestCase("class MARK {}\n")]
    [TestCase("using System;\r\nclass Größe { }\r\n")]
    public void Wide_encodings_are_known_without_a_mark_by_the_zeros_of_ASCII(string text)
    {
        Encoding[] encodings = [new UnicodeEncoding(false, false), new UnicodeEncoding(true, false), new UTF32Encoding(false, false), new UTF32Encoding(true, false)];
        foreach (var encoding in encodings)
        {
            Check(encoding.GetBytes(text), text, encoding.WebName);
        }
    }

    [Test]
    public void A_zero_byte_or_many_control_bytes_are_binary()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Decode("int x;\0\0\n"u8), Is.EqualTo(SkipReason.Binary));
            Assert.That(Decode([1, 0]), Is.EqualTo(SkipReason.Binary));
            for (var seed = 1; seed <= 50; seed++)
            {
                var noise = new byte[200 + (seed * 50)];
                new Random(seed).NextBytes(noise);
                Assert.That(Decode(noise), Is.EqualTo(SkipReason.Binary), $"seed {seed}");
                Assert.That(Decode(Array.ConvertAll(noise, b => b == 0 ? (byte)1 : b)), Is.EqualTo(SkipReason.Binary), $"seed {seed} without zeros");
            }
        });
    }

    [TestCase(1252, "// Größe der Tabelle, für später\nint größe; // Maße\n")]
    [TestCase(1252, "/* l'été dernier, à Noël: déjà vu */ int x;\n")]
    [TestCase(1252, "# © 1999–2004 José Núñez – “quoted” it’s 50 € … ½\n")]
    [TestCase(1252, "# we’ll see\n")]
    [TestCase(28591, "% Åse Øverland, Ærø: på ø\n")]
    [TestCase(28591, "'¿Qué? ¡Señor!'\n")]
    [TestCase(932, "// 日本語のコメントです\nint x; /* 関数の引数を確認する */\n")]
    [TestCase(932, "# 値\n")]
    [TestCase(932, "// テスト\n")]
    [TestCase(932, "printf(\"ファイルを開けません: %s\\n\", name);\n")]
    [TestCase(51932, "// 日本語のコメントです\nint x; /* 関数の引数を確認する */\n")]
    [TestCase(51932, "# ファイル名を取得する\n")]
    [TestCase(54936, "// 这是一个测试函数，用于读取文件\nint x; /* 返回错误码 */\n")]
    [TestCase(54936, "# 中文注释\n")]
    [TestCase(54936, "printf(\"无法打开文件: %s\\n\", name); // 初始化数组\n")]
    [TestCase(54936, "// 翡翠鹦鹉栖息梧桐枝头\n")]
    [TestCase(54936, "/* 数据库连接池 㐀 */ // four bytes in GB18030\n")]
    public void Older_encodings_are_told_by_their_bytes(int codePage, string text) =>
        Check(Encoding.GetEncoding(codePage).GetBytes(text), text, $"code page {codePage}");

    [Test]
    public void A_few_bad_bytes_in_UTF8_do_not_lose_the_rest() =>
        Check([.. "// äöüß déjà "u8, 0xE9, .. " end\n"u8], "// äöüß déjà \ufffd end\n", "UTF-8 with an error");

    [Test]
    public void Code_with_comments_in_an_unknown_encoding_keeps_its_code()
    {
        var bytes = Encoding.GetEncoding(866).GetBytes("int main() { return 0; } // привет\n");
        Assert.That(TextDecoder.Decode(bytes, out var text), Is.EqualTo(SkipReason.None));
        Assert.That(text, Does.StartWith("int main() { return 0; } // ").And.EndWith("\n"));
        Assert.That(text, Does.Contain("\ufffd"));
    }

    [Test]
    public void Prose_in_an_unknown_encoding_is_undecodable() =>
        Assert.That(Decode(Encoding.GetEncoding(866).GetBytes("Съешь ещё этих мягких французских булок, да выпей чаю. Ёлка.\n")), Is.EqualTo(SkipReason.Undecodable));

    [Test]
    public void No_bytes_make_it_throw()
    {
        const int seed = 99;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(0, 24)];
            random.NextBytes(bytes);
            if (i % 2 == 0)
            {
                for (var j = 0; j < bytes.Length; j++)
                {
                    bytes[j] = (byte)(bytes[j] < 128 ? 'a' + (bytes[j] % 26) : bytes[j]);
                }
            }

            var reason = TextDecoder.Decode(bytes, out var text);
            Assert.That(reason, Is.AnyOf(SkipReason.None, SkipReason.Binary, SkipReason.Undecodable), $"seed {seed}, {i}");
            Assert.That(reason == SkipReason.None || text.Length == 0, Is.True);
        }
    }

    private static SkipReason Decode(ReadOnlySpan<byte> bytes) => TextDecoder.Decode(bytes, out _);

    private static void Check(byte[] bytes, string expected, string what)
    {
        Assert.That(TextDecoder.Decode(bytes, out var text), Is.EqualTo(SkipReason.None), what);
        Assert.That(text, Is.EqualTo(expected), what);
    }
}
