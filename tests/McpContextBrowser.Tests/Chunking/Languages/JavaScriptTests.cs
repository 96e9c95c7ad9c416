namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class JavaScriptTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "javascript",
        """
            'use strict';
            // function commented() {}
            const re = /[{/]\/function x() {/g;
            const text = `class A { ${[1, 2].map(n => `${n} {`)} }`;

            export default class Queue extends Array {
              #items = [];
              static create() { return new Queue(); }
              get size() { return this.#items.length; }
              async *drain(limit = { max: 1 }) {
                for (const item of this) { yield item; }
              }
              handler = async (event) => { await event; };
            }

            export function push(a, { b, c } = {}, ...rest) {
              function inner() {}
              return a / b / c;
            }
            const add = (a, b) => a + b;
            export const later = async function named() {};
            module.exports.remove = function (key) { return key; };
            Queue.prototype.peek = function () {};
            const api = {
              list() { return []; },
              find: function (id) { return id; },
              save: (id) => id,
            };
            """,
        """
            3 constant re
            4 constant text
            6 class Queue
            8 method Queue > create
            9 method Queue > size
            10 method Queue > drain
            13 property Queue > handler
            16 function push
            17 function push > inner
            20 constant add
            21 constant later
            22 property exports > remove
            23 property prototype > peek
            24 constant api
            25 method list
            """);
}
