namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class RubyTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "ruby",
        """
            # def commented; end
            require 'set'

            module Shop
              LIMIT = 10

              class Order < Base
                attr_reader :id

                def initialize(id) = @id = id

                def total
                  text = "#{items.map { |i| "#{i} end" }} def fake"
                  return 0 if text =~ /end|def x/
                  items.sum do |item|
                    item.price
                  end
                end

                def self.find(id)
                  sql = <<~SQL
                    class Fake
                    def nor_me
                  SQL
                  new(id)
                end

                def ==(other); id == other.id; end
                def paid?; true; end
                def name=(value)
                  @name = value
                end

                class << self
                  def build; end
                end
              end
            end

            def Shop.top; end
            =begin
            def in_comment; end
            =end
            __END__
            def after_end; end
            """,
        """
            4 module Shop
            5 constant Shop > LIMIT
            7 class Shop > Order
            10 method Order > initialize
            12 method Order > total
            20 method self > find
            28 method Order > ==
            29 method Order > paid?
            30 method Order > name=
            35 method Order > build
            40 method Shop > top
            """);
}
