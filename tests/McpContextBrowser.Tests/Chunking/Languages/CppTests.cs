namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class CppTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "cpp",
        """
            #pragma once
            namespace net::http {
            template <typename T, size_t N = 4>
            class Buffer final : public Base<T> {
            public:
                explicit Buffer(std::string s = R"x(class Fake { )")x") : s_(std::move(s)) {}
                virtual ~Buffer() = default;
                Buffer(const Buffer&) = delete;
                T& operator[](size_t i) noexcept { return data_[i]; }
                operator bool() const { return true; }
                auto size() const -> size_t { return N; }
                template <class U> void each(U&& f) const;
                enum class State : uint8_t { Open, Closed };
            private:
                struct Node { int x; };
                std::string s_;
            };

            template <typename T, size_t N>
            template <class U>
            void Buffer<T, N>::each(U&& f) const {
                auto g = [&](auto x) { f(x); };
            }

            using Text = Buffer<char>;
            concept Small = sizeof(int) < 8;
            }  // namespace net::http

            int net::http::count = 0;
            bool operator==(const A& a, const B& b) { return '{' != '}'; }
            extern "C" { int c_api(void) { return 1'000; } }
            constexpr auto twice(auto x) { return x * 2; }
            """,
        """
            2 namespace net > http
            4 class http > Buffer
            6 method Buffer > Buffer
            9 method Buffer > operator[]
            10 method Buffer > operator bool
            11 method Buffer > size
            13 enum Buffer > State
            15 struct Buffer > Node
            21 method Buffer > each
            25 typealias http > Text
            26 typealias http > Small
            30 function operator==
            31 function c_api
            32 function twice
            """);
}
