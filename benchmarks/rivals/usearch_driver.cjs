// usearch over 8-bit codes beside the harness's drivers: same arguments, same one JSON line.
// NM=<node_modules that holds usearch> node usearch_driver.cjs BASE.fvecs QUERY.fvecs GT.ivecs M EFC EF,EF,… [--reps R] [--index FILE] [--load] [--dtype i8|f32]
// One batch call searches all queries on one thread, so that the bridge to JavaScript costs next to nothing.
const fs = require('fs'), path = require('path');
const { Index } = require(path.resolve(process.env.NM || 'node_modules', 'usearch'));

function read(file, Type) {
  const bytes = fs.readFileSync(file), width = bytes.readInt32LE(0), n = bytes.length / (4 + 4 * width);
  const all = new Type(n * width);
  for (let i = 0; i < n; i++)
    all.set(new Type(bytes.buffer.slice(bytes.byteOffset + i * (4 + 4 * width) + 4, bytes.byteOffset + (i + 1) * (4 + 4 * width))), i * width);
  return { n, d: width, v: all };
}

function normalise(m) {
  for (let i = 0; i < m.n; i++) {
    let s = 0;
    for (let j = 0; j < m.d; j++) s += m.v[i * m.d + j] ** 2;
    const g = 1 / Math.sqrt(s);
    for (let j = 0; j < m.d; j++) m.v[i * m.d + j] *= g;
  }
}

const args = process.argv.slice(2), named = {}, plain = [];
for (let i = 0; i < args.length; i++)
  if (args[i] === '--load') named.load = true; else if (args[i].startsWith('--')) named[args[i].slice(2)] = args[++i]; else plain.push(args[i]);
const [basePath, queryPath, truthPath, M = '16', efC = '200', efs = '10,16,24,32,48,64'] = plain;
const dtype = named.dtype || 'i8', reps = Number(named.reps || 3), k = 10, file = named.index || `/tmp/usearch.${process.pid}.bin`;
const base = read(basePath, Float32Array), queries = read(queryPath, Float32Array), truth = read(truthPath, Int32Array);
normalise(base);
normalise(queries);
const dot = (i, q) => { let s = 0; for (let j = 0; j < base.d; j++) s += base.v[i * base.d + j] * queries.v[q * base.d + j]; return s; };
const tenth = Array.from({ length: queries.n }, (_, q) => dot(truth.v[q * truth.d + k - 1], q) - 1e-6);
const make = ef => new Index({ dimensions: base.d, metric: 'cos', quantization: dtype, connectivity: Number(M), expansion_add: Number(efC), expansion_search: ef });
const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };
const report = { lib: 'usearch', dtype, n: base.n, d: base.d, nq: queries.n, M: Number(M), efC: Number(efC), sweep: [] };
if (!named.load) {
  const index = make(64), keys = BigUint64Array.from({ length: base.n }, (_, i) => BigInt(i)), c = cpu(), t = Date.now();
  index.add(keys, base.v, 1);
  report.build_cpu_s = cpu() - c;
  report.build_s = (Date.now() - t) / 1000;
  index.save(file);
}
report.file_bytes = fs.statSync(file).size;
for (const ef of efs.split(',').map(Number)) {
  const index = make(ef);
  index.load(file);
  let best = Infinity, found;
  for (let r = 0; r < reps + 1; r++) {
    const c = cpu();
    found = index.search(queries.v, k, 1);
    if (r > 0) best = Math.min(best, cpu() - c);
  }
  let recall = 0;
  for (let q = 0; q < queries.n; q++) {
    let hit = 0;
    for (const key of found.get(q).keys) if (dot(Number(key), q) >= tenth[q]) hit++;
    recall += Math.min(1, hit / k);
  }
  report.sweep.push({ ef, recall: recall / queries.n, cpu_us: best / queries.n * 1e6, ndist: 0 });
  console.error(`  ef ${ef} recall ${(recall / queries.n).toFixed(4)} cpu ${(best / queries.n * 1e6).toFixed(1)} us`);
}
if (!named.index) fs.unlinkSync(file);
console.log(JSON.stringify(report));
