using System.Text;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// Decodes text that is neither UTF-8 nor wide. Nothing in such a file names its encoding, so it is weighed, always the same way:
/// <list type="number">
/// <item>many control bytes: binary;</item>
/// <item>mostly valid UTF-8 with a few bad bytes: UTF-8, the bad bytes become U+FFFD;</item>
/// <item>every high byte stands alone where Western text has one (a letter beside letters, a typographic sign): Windows-1252,
/// which contains Latin-1;</item>
/// <item>the East Asian encoding in which the most characters are common ones of its language, if they are at least half;</item>
/// <item>most high bytes stand where Western text has them: Windows-1252;</item>
/// <item>the best East Asian encoding, if a quarter of its characters are common, or the bytes pair up as GB 2312 text does;</item>
/// <item>at most three bytes in ten are high: ASCII, the rest becomes U+FFFD, so the code can be found if not its comments;</item>
/// <item>else undecodable.</item>
/// </list>
/// </summary>
internal static class LegacyText
{
    // Frequent in comments of source code and in running text; hiragana and katakana count beside these.
    private const string CommonJapanese =
        "日本語人年大中小上下前後内外分時間名前行数字文列配値型変関処理取得設定場合使用追加削除更新実行確認注意初期化引戻返呼出入力画面表示対象定義"
        + "一二三十回同新部品全指示計算検索結果状態条件判断必要情報作成終了開始接続通信読書込保存記録番号種類方法機能要素項目次最高低長短"
        + "有無可能不正常異常例外共通用途説明参照渡元先現在未済自動手管理者利用登録選択画像会社員事本当東京国生見思言何今私気会学体的地問題電話車";

    private const string CommonChinese =
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
        + "进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样"
        + "与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公系很情者最立代想已通并提直题程展果料象员位入常文总次品式"
        + "活设及管特件长求老头基资边流路级少图统接知较将组见计别她手角期根论运农指几九区强放决被干做必战先回则任取据处理函返参注释类型测试输"
        + "字符串数组对象变量初始化检查错误如果否则默认值配置文件读写删除添加修改更新请注意说明功能模块连接服务器客户端登录用户名密码时间日期";

    private static readonly HashSet<char> Japanese = [.. CommonJapanese];
    private static readonly HashSet<char> Chinese = [.. CommonChinese];

    private static readonly Candidate[] Candidates = [new(932, true), new(51932, true), new(54936, false)];

    // 0x80 to 0x9F of Windows-1252; the five unused places become U+FFFD.
    private const string Windows1252 =
        "\u20AC\uFFFD\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\uFFFD\u017D\uFFFD"
        + "\uFFFD\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\uFFFD\u017E\u0178";

    private readonly record struct Candidate(int CodePage, bool IsJapanese);

    /// <param name="bytes">Not valid UTF-8, no zero byte.</param>
    /// <param name="text">Empty unless the answer is <see cref="SkipReason.None"/>.</param>
    public static SkipReason Decode(ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        var shape = ByteShape.Of(bytes);
        if (shape.Controls * 32L > bytes.Length)
        {
            return SkipReason.Binary;
        }

        if (shape.Utf8Sequences >= 4 * shape.Utf8Errors)
        {
            text = Encoding.UTF8.GetString(bytes);
            return SkipReason.None;
        }

        if (shape.Western == shape.High && shape.Adjacent == 0)
        {
            text = DecodeWestern(bytes);
            return SkipReason.None;
        }

        var (eastern, share) = BestEastern(bytes);
        if (eastern is not null && share >= 0.5)
        {
            text = eastern;
        }
        else if (shape.Western * 10L >= shape.High * 7L)
        {
            text = DecodeWestern(bytes);
        }
        else if (eastern is not null && share >= 0.25)
        {
            text = eastern;
        }
        else if (shape.LooksLikeGb2312 && Decode(54936, bytes) is { } chinese)
        {
            text = chinese;
        }
        else if (shape.High * 10L <= bytes.Length * 3L)
        {
            text = DecodeAsciiOnly(bytes);
        }
        else
        {
            return SkipReason.Undecodable;
        }

        return SkipReason.None;
    }

    private static (string? Text, double Share) BestEastern(ReadOnlySpan<byte> bytes)
    {
        var best = (Text: (string?)null, Share: 0.0);
        foreach (var candidate in Candidates)
        {
            if (Decode(candidate.CodePage, bytes) is { } text && ShareOfCommon(text, candidate.IsJapanese) is var share && share > best.Share)
            {
                best = (text, share);
            }
        }

        return best;
    }

    /// <returns>Null when a byte has no meaning in the encoding.</returns>
    private static string? Decode(int codePage, ReadOnlySpan<byte> bytes)
    {
        // From the provider itself, unregistered: that would change Encoding.GetEncoding for the whole process.
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(
            codePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)!;
        var text = encoding.GetString(bytes);
        if (text.AsSpan().Count('?') != bytes.Count((byte)'?'))
        {
            return null; // some of the tables say "no such character" so; in none is this byte a part of another character
        }

        foreach (var c in text)
        {
            if (c is '\ufffd' or (>= '\ue000' and <= '\uf8ff') or (>= '\x80' and < '\xa0'))
            {
                return null; // replaced, private use, or a control: the other ways to say it
            }
        }

        return text;
    }

    private static double ShareOfCommon(string text, bool isJapanese)
    {
        var common = isJapanese ? Japanese : Chinese;
        double sum = 0;
        var all = 0;
        foreach (var c in text)
        {
            if (c < '\x80')
            {
                continue;
            }

            all++;
            sum += c switch
            {
                >= '\u3040' and <= '\u30ff' => isJapanese ? 1 : 0,
                >= '\uff61' and <= '\uff9f' => -1, // half-width katakana: what any bytes look like in Shift-JIS
                (>= '\u3000' and <= '\u303f') or (>= '\uff00' and <= '\uff60') => 0.5,
                _ => common.Contains(c) ? 1 : 0,
            };
        }

        return all == 0 ? 0 : sum / all;
    }

    private static string DecodeWestern(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length, bytes, static (text, bytes) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = bytes[i] is >= 0x80 and < 0xA0 ? Windows1252[bytes[i] - 0x80] : (char)bytes[i];
        }
    });

    private static string DecodeAsciiOnly(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length, bytes, static (text, bytes) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = bytes[i] < 0x80 ? (char)bytes[i] : '\ufffd';
        }
    });
}
