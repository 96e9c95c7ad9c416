namespace McpContextBrowser.Tests.Chunking.Languages;

public sealed class TypeScriptTests
{
    [Test]
    public void Definitions_are_found_and_what_only_looks_like_one_is_not() => Found.In(
        "typescript",
        """
            import type { A } from './a';
            declare module 'x' { export function outer(a: string): void; }
            export interface Repo<T extends { id: string }> extends Base<T> {
              find(id: string): Promise<T | undefined>;
              readonly name: string;
            }
            export type Handler = (event: { kind: 'class' | 'function' }) => void;
            export abstract class Service<T> implements Repo<T> {
              private readonly cache = new Map<string, T>();
              constructor(private db: Db, public readonly name = `svc-${1}`) { super(); }
              abstract find(id: string): Promise<T>;
              @log() public async get<K extends keyof T>(id: string, key: K): Promise<T[K]> {
                return (await this.find(id))[key];
              }
              static #make = <U,>(x: U): U => x;
            }
            export const enum Color { Red = 'r', Green = 'g' }
            namespace Inner.Deep {
              export const value = 1;
              export function run(this: Service<any>, x?: number): asserts x is number {}
            }
            export function overload(a: string): string;
            export function overload(a: any): any { return a; }
            export default function Button({ label }: Props) {
              return <div className="{function}">{label}</div>;
            }
            """,
        """
            2 namespace x
            3 interface Repo
            7 typealias Handler
            8 class Service
            10 constructor Service > constructor
            12 method Service > get
            17 enum Color
            18 namespace Inner > Deep
            19 constant Deep > value
            20 function Deep > run
            23 function overload
            24 function Button
            """);
}
