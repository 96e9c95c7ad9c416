namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class GoTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "go",
        """
            package main

            import "fmt"

            const (
            	Max  = 10
            	Name = "func fake() {"
            )

            var raw = `type Fake struct {`

            type (
            	ID    int
            	Point struct{ X, Y int }
            )

            type Reader interface {
            	Read(p []byte) (n int, err error)
            }

            type List[T any] struct {
            	items []T
            }

            func (l *List[T]) Push(item T) { l.items = append(l.items, item) }

            func Map[T, U any](in []T, f func(T) U) (out []U) {
            	g := func(x T) { fmt.Println('{', x) }
            	for _, x := range in {
            		g(x)
            	}
            	return
            }
            """,
        """
            6 constant Max
            7 constant Name
            10 variable raw
            13 class ID
            14 struct Point
            17 interface Reader
            21 struct List
            25 method List > Push
            27 function Map
            """);
}
