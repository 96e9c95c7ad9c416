#!/usr/bin/env node
// Recall at token budgets, and what an agent reads, measured at the door: the real `ctxb serve` over stdio, tokens by gpt-tokenizer.
//
//   node token_contract.mjs --modules DIR --suite SUITE --ctxb CTXB [--budgets 500,1000,…] [--only NAME,…] [--loop] [--out FILE]
//
// DIR holds node_modules with gpt-tokenizer; SUITE is a folder of sets as in shared/eval/semble with trees in _repos.
// A target is "shown" when the answer has code lines of it (of its file, when the target has no lines), and "named" when a line of the
// answer points to it. The budget is max_tokens of the tool; what counts against it is the whole result: text, data and links.
import { createRequire } from 'node:module';
import { spawn } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const option = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);
const require = createRequire(join(resolve(option('--modules')), 'package.json'));
const encoders = ['cl100k_base', 'o200k_base'].map(name => require(`gpt-tokenizer/encoding/${name}`));
const count = (text, side = 0) => encoders[side].encode(text, { disallowedSpecial: new Set() }).length;
const suite = resolve(option('--suite'));
const ctxb = option('--ctxb').split(' ');
const budgets = option('--budgets', '500,1000,2000,4000,8000').split(',').map(Number);
const only = option('--only')?.split(',');
const data = mkdtempSync(join(tmpdir(), 'ctxb-tokens-'));
const stopWords = new Set('the and for how does with from that what where which when into this are use used using has have can not its via was were been about how it in on of to a an is'.split(' '));

class Server {
    constructor(folder) {
        this.child = spawn(ctxb[0], [...ctxb.slice(1), 'serve', '--data', join(data, 'index')], {
            cwd: folder, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, CTXB_KEY_FILE: join(data, 'master.key'), CTXB_SERVE_PATIENCE: '600' },
        });
        this.waiting = new Map();
        this.next = 1;
        createInterface({ input: this.child.stdout }).on('line', line => {
            const message = JSON.parse(line);
            this.waiting.get(message.id)?.(message);
        });
    }
    ask(method, params) {
        const id = this.next++;
        return new Promise(done => {
            this.waiting.set(id, done);
            this.child.stdin.write(JSON.stringify({ jsonrpc: '2.0', id, method, params }) + '\n');
        });
    }
    async open() {
        await this.ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } });
        this.child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    }
    async search(folder, query, max_tokens, more = {}) {
        const answer = await this.ask('tools/call', { name: 'search_code', arguments: { query, path: folder, max_tokens, ...more } });
        if (!answer.result || answer.result.isError) {
            throw new Error(JSON.stringify(answer));
        }
        return answer.result;
    }
    close() {
        this.child.stdin.end();
        return new Promise(done => this.child.on('exit', done));
    }
}

const costs = result => encoders.map((_, side) => result.content.reduce((sum, part) => sum + count(part.type === 'text' ? part.text : JSON.stringify(part), side), 0)
    + count(JSON.stringify(result.structuredContent), side));
const isFile = (path, target) => target.paths.includes(path) || path === target.path || path.endsWith('/' + target.path) || target.path.endsWith('/' + path);
const covers = (hit, target) => isFile(hit.path, target) && (target.start_line == null || target.end_line == null || (hit.endLine >= target.start_line && hit.startLine <= target.end_line));

// An agent with the tool: search, then further pages, until every wanted line (or, without lines, the start of a wanted file's best piece)
// was shown; after three pages it reads the file around the best named place. What it reads is counted.
async function loopWithTool(server, set, query, targets) {
    let read = 0;
    let left = [...targets];
    let cursor;
    for (let page = 0; page < 3 && left.length > 0; page++) {
        const result = await server.search(set.folder, query.text, page === 0 ? 2000 : 4000, cursor ? { cursor } : {});
        read += costs(result)[0];
        const hits = result.structuredContent.hits.map(hit => ({ ...hit, path: set.prefix + hit.path }));
        left = left.filter(target => !hits.some(hit => hit.form !== 'outline' && hit.form !== 'signature' && covers(hit, target)));
        for (const target of left.filter(target => hits.some(hit => isFile(hit.path, target)))) {
            // It was named, so the agent opens the piece it was pointed to.
            const hit = hits.find(hit => covers(hit, target)) ?? hits.find(hit => isFile(hit.path, target));
            read += count(linesOf(set, hit.path, hit.startLine, hit.endLine));
            left = left.filter(other => !covers(hit, other));
        }
        cursor = result.structuredContent.cursor;
        if (!cursor) {
            break;
        }
    }
    return readRest(set, left, read);
}

// The same agent with ripgrep: the matching lines of the query's rarest words, then whole files by how many of the words they have.
function loopWithRipgrep(set, query, targets) {
    const words = [...new Set(query.text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? [])].filter(word => word.length > 2 && !stopWords.has(word.toLowerCase()));
    const files = new Map();
    let read = 0;
    for (const word of words) {
        let out = '';
        try {
            out = execFileSync('rg', ['-n', '-i', '-F', '--no-heading', '--max-columns', '200', word, '.'], { cwd: set.folder, encoding: 'utf8', maxBuffer: 1 << 28 });
        } catch (problem) {
            out = problem.stdout ?? '';
        }
        const lines = out.split('\n').filter(Boolean);
        read += count(lines.slice(0, 50).join('\n')); // agents cap what grep may print
        for (const path of new Set(lines.map(line => line.slice(2, line.indexOf(':'))))) {
            files.set(path, (files.get(path) ?? 0) + 1);
        }
    }
    let left = [...targets];
    for (const [path] of [...files].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 20)) {
        if (left.length === 0) {
            break;
        }
        read += count(linesOf(set, set.prefix + path, 1, 2000)); // agents read at most 2,000 lines at once
        left = left.filter(target => !isFile(set.prefix + path, target));
    }
    return readRest(set, left, read);
}

// Neither found it: both pay for the whole wanted file, which somebody must point out to them.
function readRest(set, left, read) {
    for (const target of left) {
        read += count(linesOf(set, target.path, 1, 2000));
    }
    return { read, missed: left.length };
}

const texts = new Map();
function linesOf(set, path, start, end) {
    const full = join(set.checkout, path);
    if (!texts.has(full)) {
        texts.set(full, existsSync(full) ? readFileSync(full, 'utf8').split('\n') : []);
    }
    return texts.get(full).slice(start - 1, end).join('\n');
}

const totals = Object.fromEntries(budgets.map(budget => [budget, { shown: [], named: [], over: 0, tokens: [] }]));
const loops = [];
let queries = 0;
for (const name of readdirSync(suite).sort()) {
    const checkout = join(suite, '_repos', name);
    if (!existsSync(join(suite, name, 'targets.jsonl')) || !existsSync(checkout) || (only && !only.includes(name))) {
        continue;
    }
    const meta = JSON.parse(readFileSync(join(suite, name, 'meta.json'), 'utf8'));
    const root = meta.benchmark_root ?? '';
    const set = { checkout, folder: join(checkout, root), prefix: root ? root.replace(/\/$/, '') + '/' : '' };
    const asked = readFileSync(join(suite, name, 'queries.jsonl'), 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line));
    const wanted = new Map(readFileSync(join(suite, name, 'targets.jsonl'), 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line)).map(line => [line._id, line.targets]));
    const server = new Server(set.folder);
    await server.open();
    for (const query of asked) {
        const targets = wanted.get(query._id);
        queries++;
        for (const budget of budgets) {
            const result = await server.search(set.folder, query.text, budget);
            const total = totals[budget];
            const cost = costs(result);
            total.tokens.push(cost[0]);
            total.over += Math.max(...cost) > budget ? 1 : 0;
            const hits = result.structuredContent.hits.map(hit => ({ ...hit, path: set.prefix + hit.path }));
            total.named.push(targets.filter(target => hits.some(hit => covers(hit, target))).length / targets.length);
            total.shown.push(targets.filter(target => hits.some(hit => hit.form !== 'outline' && covers(hit, target))).length / targets.length);
        }
        if (process.argv.includes('--loop')) {
            loops.push({ ctxb: await loopWithTool(server, set, query, targets), rg: loopWithRipgrep(set, query, targets) });
        }
    }
    await server.close();
    process.stderr.write(`${name} `);
}
process.stderr.write('\n');
rmSync(data, { recursive: true, force: true });
const mean = values => Math.round(1000 * values.reduce((a, b) => a + b, 0) / values.length) / 1000;
const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const report = {
    machine: `${cpus().length} × ${cpus()[0].model}`, runtime: process.version,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim(),
    command: 'node benchmarks/token_contract.mjs --modules DIR --suite ../shared/eval/semble --ctxb ctxb' + (loops.length ? ' --loop' : ''),
    queries,
    published: { 500: 0.685, 1000: 0.849, 2000: 0.938, 4000: 0.976, 8000: 0.991 },
    budgets: Object.fromEntries(Object.entries(totals).map(([budget, total]) => [budget, { shown: mean(total.shown), named: mean(total.named), over: total.over, meanTokens: Math.round(mean(total.tokens)) }])),
};
if (loops.length) {
    report.loop = {
        medianTokensCtxb: median(loops.map(one => one.ctxb.read)), medianTokensRipgrep: median(loops.map(one => one.rg.read)),
        medianRatio: Math.round(1000 * median(loops.map(one => one.ctxb.read / one.rg.read))) / 1000,
        targetsMissedCtxb: loops.reduce((sum, one) => sum + one.ctxb.missed, 0), targetsMissedRipgrep: loops.reduce((sum, one) => sum + one.rg.missed, 0),
    };
}
const text = JSON.stringify(report, null, 1) + '\n';
process.stdout.write(text);
if (option('--out')) {
    writeFileSync(option('--out'), text);
}
