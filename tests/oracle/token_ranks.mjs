// Makes the table of token ranks that the answers' budget is counted with, and counts tokens as an oracle. Installs nothing.
//
//   node token_ranks.mjs --modules DIR --table FILE      DIR holds node_modules with gpt-tokenizer
//   node token_ranks.mjs --modules DIR --count [--input FILE]   each line a JSON string; prints [cl100k, o200k] a line
//
// Table: 65,537 offsets (uint32), then entries (uint64) ordered by bucket: fingerprint 28 bits | cl100k rank + 1, 17 bits | o200k rank + 1,
// 18 bits. Bucket and fingerprint are the upper 44 bits of the hash of the token's bytes. All little endian.
import { createRequire } from 'node:module';
import { createReadStream, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const option = name => process.argv[process.argv.indexOf(name) + 1];
const require = createRequire(join(resolve(option('--modules')), 'package.json'));
const of = (kind, name) => require(`gpt-tokenizer/${kind}/${name}`);

function hash(bytes) {
    let h = 0xcbf29ce484222325n;
    for (const b of bytes) {
        h = BigInt.asUintN(64, (h ^ BigInt(b)) * 0x9e3779b97f4a7c15n);
    }
    h ^= h >> 33n;
    h = BigInt.asUintN(64, h * 0xff51afd7ed558ccdn);
    return h ^ (h >> 33n);
}

function writeTable(file) {
    const ranks = new Map();
    for (const [side, name] of ['cl100k_base', 'o200k_base'].entries()) {
        const tokens = of('bpeRanks', name).default ?? of('bpeRanks', name);
        tokens.forEach((token, rank) => {
            const bytes = Buffer.from(token);
            const key = bytes.toString('latin1');
            const entry = ranks.get(key) ?? { bytes, ranks: [0, 0] };
            entry.ranks[side] = rank + 1;
            ranks.set(key, entry);
        });
    }
    const entries = [...ranks.values()].map(({ bytes, ranks: [first, second] }) => {
        const top = hash(bytes) >> 20n;
        return { bucket: Number(top >> 28n), value: ((top & 0xfffffffn) << 35n) | (BigInt(first) << 18n) | BigInt(second) };
    }).sort((a, b) => a.bucket - b.bucket || (a.value < b.value ? -1 : 1));
    const table = Buffer.alloc(4 * 65537 + 8 * entries.length);
    let next = 0;
    for (let bucket = 0; bucket <= 65536; bucket++) {
        table.writeUInt32LE(next, 4 * bucket);
        while (next < entries.length && entries[next].bucket === bucket) {
            table.writeBigUInt64LE(entries[next].value, 4 * 65537 + 8 * next);
            next++;
        }
    }
    writeFileSync(file, table);
    console.log(`${entries.length} tokens, ${table.length} bytes`);
}

async function count() {
    const encoders = ['cl100k_base', 'o200k_base'].map(name => of('encoding', name));
    for await (const line of createInterface({ input: process.argv.includes('--input') ? createReadStream(option('--input')) : process.stdin })) {
        const text = JSON.parse(line);
        console.log(JSON.stringify(encoders.map(encoder => encoder.encode(text, { disallowedSpecial: new Set() }).length)));
    }
}

if (process.argv.includes('--table')) {
    writeTable(option('--table'));
} else {
    await count();
}
