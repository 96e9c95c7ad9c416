namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class RustTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "rust",
        """
            //! fn not_me() {}
            #![allow(dead_code)]
            /* nested /* fn nor_me() { */ comment */
            use std::fmt;

            #[derive(Debug, Clone)]
            pub struct Stack<'a, T: 'a> where T: Clone { items: Vec<&'a T> }
            pub struct Unit;
            pub struct Pair(i32, char);

            impl<'a, T: Clone> Stack<'a, T> {
                pub const CAP: usize = 8;
                pub async fn push(&mut self, item: &'a T) -> Result<(), Box<dyn Fn(char) -> bool>> {
                    let brace = '{';
                    let raw = r#"fn fake() { ""#;
                    fn inner() {}
                    Ok(())
                }
            }

            impl fmt::Display for Unit {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{{}}") }
            }

            pub(crate) trait Shape { fn area(&self) -> f64; fn name(&self) -> &str { "shape" } }
            enum Op { Add { a: i32 }, Neg(i32) }
            union Bits { f: f32, u: u32 }
            type Alias<T> = Vec<T>;
            static mut COUNT: u32 = 0;
            mod deep { pub unsafe extern "C" fn call() {} }
            macro_rules! make { ($n:ident) => { fn $n() {} }; }
            """,
        """
            7 struct Stack
            8 struct Unit
            9 struct Pair
            11 implementation Stack
            12 constant Stack > CAP
            13 method Stack > push
            16 function push > inner
            21 implementation Unit
            22 method Unit > fmt
            25 trait Shape
            25 method Shape > name
            26 enum Op
            27 union Bits
            28 typealias Alias
            29 variable COUNT
            30 namespace deep
            30 function deep > call
            31 macro make
            """);

    [Test]
    public void A_parameter_that_is_a_constant_is_no_definition_and_takes_no_body_away() => Found.In(
        "rust",
        """
            pub fn sum<const N: usize>(all: [u8; N]) -> usize {
                N
            }
            impl<const N: usize> Ring<N> {
                #[inline]
                pub const LEN: usize = N;
                const HALF: usize = N / 2;
                pub const fn zero<T, const M: usize>(&self) -> [u8; M] { [0; M] }
            }
            pub struct Ring<const N: usize>;
            pub trait Fixed<const N: usize> { const SIZE: usize; fn size(&self); }
            """,
        """
            1 function sum
            4 implementation Ring
            6 constant Ring > LEN
            7 constant Ring > HALF
            8 method Ring > zero
            10 struct Ring
            11 trait Fixed
            11 constant Fixed > SIZE
            """);
}
