namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class PhpTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "php",
        """
            <html><?php
            namespace App\Http;

            use App\Model;
            // function commented() {}
            # function nor_this() {}
            const LIMIT = 5;
            abstract class Kernel extends Base implements Runs
            {
                public const NAME = 'class Fake {';
                private string $text = "function {$this->x} {";
                public function __construct(private readonly int $id) {}
                abstract protected function boot(): void;
                public static function &make(string ...$args): static
                {
                    $f = function () use ($args) { return fn($x) => $x; };
                    $doc = <<<TXT
                    function fake() {
                    TXT;
                    return new class { public function anon() {} };
                }
            }
            interface Runs { public function run(); }
            trait Logs { private function log($m) { echo $m; } }
            enum Suit: string { case Hearts = 'H'; public function label(): string { return ''; } }
            function helper(int|string $a = []) { return $a; }
            ?>
            <p>function html() {</p>
            """,
        """
            2 namespace App > Http
            7 constant LIMIT
            8 class Kernel
            10 constant Kernel > NAME
            12 method Kernel > __construct
            13 method Kernel > boot
            14 method Kernel > make
            20 function make > anon
            23 interface Runs
            23 method Runs > run
            24 trait Logs
            24 method Logs > log
            25 enum Suit
            25 method Suit > label
            26 function helper
            """);
}
