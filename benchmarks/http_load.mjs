// http_load.mjs URL KEY RATE SECONDS CONNECTIONS SEED QUESTIONS - one phase of http_load.py: search_code at a fixed rate, every question another.
// RATE 0 asks as fast as answers come. Prints what autocannon counted, as JSON. autocannon is resolved from the working directory.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const autocannon = createRequire(process.cwd() + '/')('autocannon');
const [url, key, rate, seconds, connections, seed, questions] = process.argv.slice(2);
const sentences = JSON.parse(readFileSync(questions, 'utf8'));
let asked = Number(seed);

function question() {
    const n = asked++;
    const round = Math.floor(n / sentences.length);
    return round === 0 ? sentences[n] : `${sentences[n % sentences.length]} ${round}`; // still another question
}

const result = await autocannon({
    url: `${url}/mcp`,
    connections: Number(connections),
    duration: Number(seconds),
    ...(Number(rate) > 0 ? { overallRate: Number(rate) } : {}),
    timeout: 60,
    requests: [{
        method: 'POST',
        setupRequest: request => ({
            ...request,
            headers: {
                authorization: `Bearer ${key}`, accept: 'application/json, text/event-stream', 'content-type': 'application/json',
                'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'search_code',
            },
            body: JSON.stringify({
                jsonrpc: '2.0', id: asked, method: 'tools/call',
                params: {
                    name: 'search_code', arguments: { query: question(), limit: 5, max_tokens: 1000 },
                    _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} },
                },
            }),
        }),
    }],
});
const { latency } = result;
console.log(JSON.stringify({
    per_second: result['2xx'] / result.duration, ok: result['2xx'], refused: result['4xx'] + result['5xx'], errors: result.errors, timeouts: result.timeouts,
    p50: latency.p50, p90: latency.p90, p99: latency.p99, max: latency.max,
}));
