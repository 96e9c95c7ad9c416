// What a client from npm sees of a server over stdio or HTTP: list, call, failed call, progress, cancel. Prints one JSON object. Installs nothing.
//
//   node npm_client.mjs --modules DIR --package NAME --root FOLDER -- PROGRAM ARGUMENT…
//   node npm_client.mjs --modules DIR --package NAME --root FOLDER --url URL --token TOKEN --
//
// DIR holds node_modules with NAME: @modelcontextprotocol/sdk (the handshake) or @modelcontextprotocol/client (revision 2026-07-28).
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const own = process.argv.slice(2, process.argv.indexOf('--'));
const [command, ...args] = process.argv.slice(process.argv.indexOf('--') + 1);
const option = name => own[own.indexOf(name) + 1];
const name = option('--package');
const path = option('--root');
const load = file => import(pathToFileURL(join(resolve(option('--modules')), 'node_modules', name, 'dist', file)).href);
const later = name.endsWith('/client');
const { Client } = await load(later ? 'index.mjs' : 'esm/client/index.js');
const { StdioClientTransport } = await load(later ? 'stdio.mjs' : 'esm/client/stdio.js');

const client = new Client({ name: 'test', version: '1' }, later ? { versionNegotiation: { mode: 'auto' } } : {});
if (own.includes('--url')) {
    const { StreamableHTTPClientTransport } = await load(later ? 'index.mjs' : 'esm/client/streamableHttp.js');
    await client.connect(new StreamableHTTPClientTransport(new URL(option('--url')), { requestInit: { headers: { authorization: `Bearer ${option('--token')}` } } }));
} else {
    await client.connect(new StdioClientTransport({ command, args, env: process.env }));
}

const call = (name, args, options) =>
    later ? client.callTool({ name, arguments: args }, options) : client.callTool({ name, arguments: args }, undefined, options);

const seen = {};
seen.tools = (await client.listTools()).tools.map(tool => tool.name);
seen.version = client.getNegotiatedProtocolVersion?.();
const progress = [];
seen.indexed = (await call('index_codebase', { path }, { onprogress: note => progress.push(note.progress) })).structuredContent.state;
seen.progress = progress;
seen.hit = (await call('search_code', { path, query: 'where are sessions closed' })).structuredContent.hits[0].path;
const failed = await call('search_code', { path: join(path, 'none'), query: 'x' });
seen.failed = { isError: failed.isError, text: failed.content[0].text };
seen.unknown = await call('no_such_tool', {}).then(() => null, error => error.code);
const stop = new AbortController();
const running = call('index_codebase', { path, force: true }, { signal: stop.signal });
stop.abort('enough');
seen.cancelled = await running.then(() => false, () => true);
seen.after = (await call('search_code', { path, query: 'where are sessions closed' })).structuredContent.hits[0].path;
await client.close();
console.log(JSON.stringify(seen));
