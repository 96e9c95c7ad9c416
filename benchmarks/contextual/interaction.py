#!/usr/bin/env python3
"""interaction.py --model MODEL --train FILE... --test NAME=FILE... [--signals] - re-orders the first ten files of an answer by reading them.

FILEs are lists that `ctxb-evaluation --lists` wrote. Words are the built-in model's vectors, read in their context by gated convolutions
on both sides; each word of the question looks for its likest word in the two best chunks of a file (late interaction, as ColBERT), beside
exact matches in code, comments, names and path; a gate that reads the question says how much each word counts. What is learnt is a
correction of the ranking's score, by LambdaRank on NDCG@10. --signals learns from the ranking's own signals alone: what is not above that
was not read in the texts. A quarter of the training repositories is held out and tested too. Needs torch and numpy.
"""
import argparse
import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional

WORD = np.dtype([("id", "<u2"), ("stem", "u1"), ("flags", "u1")])
QUERY_WORD = np.dtype([("id", "<u2"), ("stem", "u1"), ("flags", "u1"), ("rarity", "<f4")])
FILES, CHUNKS, WORDS, PATH_WORDS, QUERY_WORDS = 10, 2, 128, 20, 48
DISCOUNT = 1 / np.log2(np.arange(10) + 2)
COMMENT, DEFINITION = 2, 4


def read(path):
    data, at, questions = open(path, "rb").read(), 0, []
    for line in open(path + ".ids"):
        name = line.split("\t", 1)[0]
        kind, count = data[at], data[at + 1]
        query = np.frombuffer(data, QUERY_WORD, count, at + 2)[:QUERY_WORDS]
        at += 2 + 8 * count
        files, right, at = data[at], data[at + 1], at + 2
        q = dict(set=name, kind=kind, query=query, files=min(files, FILES), right=right, label=np.zeros(FILES, bool), signals=np.zeros((FILES, 10), np.float32),
                 chunk=np.zeros((FILES, CHUNKS, 4), np.float32), path=np.zeros((FILES, PATH_WORDS), WORD), text=np.zeros((FILES, CHUNKS, WORDS), WORD),
                 length=np.zeros((FILES, CHUNKS), np.int64))
        for file in range(files):
            keep = file < FILES
            label, signals, at = data[at], np.frombuffer(data, "<f4", 10, at + 1), at + 41
            count = data[at]
            path_words = np.frombuffer(data, WORD, count, at + 1)[-PATH_WORDS:]
            at += 1 + 4 * count
            if keep:
                q["label"][file], q["signals"][file], q["path"][file, :len(path_words)] = label, signals, path_words
            chunks, at = data[at], at + 1
            for chunk in range(chunks):
                numbers, count = np.frombuffer(data, "<f4", 4, at), data[at + 16]
                words = np.frombuffer(data, WORD, count, at + 17)[:WORDS]
                at += 17 + 4 * count
                if keep:
                    q["chunk"][file, chunk], q["text"][file, chunk, :len(words)], q["length"][file, chunk] = numbers, words, len(words)
        questions.append(q)
    assert at == len(data), path
    return questions


def vectors(path):
    """Unit vectors of the model's words with a zero one behind them, and the logarithm of each word's learnt weight, by side."""
    data = open(path, "rb").read()
    words, dimensions = struct.unpack("<ii", data[8:16])
    rows = np.frombuffer(data, "i1", words * dimensions, 16 + 12 * words).reshape(words, dimensions).astype(np.float32)
    norms = np.linalg.norm(rows, axis=1) + 1e-6
    weights = [np.log(np.maximum(np.frombuffer(data, "<f4", words, 16 + 4 * words * side) * norms, 1e-3)) for side in (0, 1)]
    weights = [torch.tensor(np.append((w - w.mean()) / w.std(), 0), dtype=torch.float32) for w in weights]
    return torch.tensor(np.vstack([rows / norms[:, None], np.zeros((1, dimensions), np.float32)])), *weights


class Gated(nn.Module):
    """A residual convolution over neighbouring words, with a gate."""

    def __init__(self, size, width=3):
        super().__init__()
        self.norm, self.mix = nn.LayerNorm(size), nn.Conv1d(size, 2 * size, width, padding=width // 2)

    def forward(self, x, mask):
        value, gate = self.mix((self.norm(x) * mask[..., None]).transpose(1, 2)).transpose(1, 2).chunk(2, -1)
        return x + value * torch.sigmoid(gate)


class Reader(nn.Module):
    CENTRES = torch.tensor([1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.15, 0.0])

    def __init__(self, table, options):
        super().__init__()
        (self.rows, self.query_weight, self.text_weight), size = table, options.size
        self.query_in, self.text_in = nn.Linear(256, size), nn.Linear(256, size)
        self.text_in.weight.data.copy_(self.query_in.weight.data)
        self.query_place, self.text_place, self.whole = nn.Linear(6, size), nn.Linear(7, size), nn.Linear(size, size)
        self.query_mix = nn.ModuleList(Gated(size) for _ in range(options.layers))
        self.text_mix = nn.ModuleList(Gated(size) for _ in range(options.layers))
        self.gate, self.kind = nn.Linear(size, 1), nn.Linear(size, size // 2)
        self.word = nn.Sequential(nn.Linear(len(self.CENTRES) + 2 * CHUNKS + 8 + size // 2, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU())
        self.drop = nn.Dropout(options.drop)

    def forward(self, batch):
        query, mask = batch["query"], batch["query_mask"]
        texts, lengths = batch["text"], batch["length"]
        count, files, chunks, words = texts.shape
        x = self.drop(self.query_in(self.rows[query])) + self.query_place(torch.cat([batch["query_place"], self.query_weight[query][..., None]], -1))
        for layer in self.query_mix:
            x = layer(x, mask)
        x = x + self.whole((x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))[:, None]
        flat, text_mask = texts.reshape(-1, words), (torch.arange(words) < lengths.reshape(-1, 1)).float()
        y = self.drop(self.text_in(self.rows[flat]))
        y = y + self.text_place(torch.cat([batch["text_place"].reshape(*flat.shape, -1), self.text_weight[flat][..., None]], -1))
        for layer in self.text_mix:
            y = layer(y, text_mask)
        like = torch.bmm(functional.normalize(x, dim=-1), functional.normalize(y, dim=-1).reshape(count, files * chunks * words, -1).transpose(1, 2))
        like = like.reshape(count, -1, files, chunks, words).permute(0, 2, 3, 1, 4)
        seen = text_mask.reshape(count, files, chunks, 1, words)
        best = (like - 2 * (1 - seen)).amax(-1)
        histogram = torch.exp(-(best[..., None] - self.CENTRES) ** 2 / (2 * 0.07 ** 2)).mean(2)
        density = torch.log1p(40 * ((like.clamp(min=0) ** 3) * seen).sum(-1) / seen.sum(-1).clamp(min=1))
        kind = self.kind(x)[:, None].expand(-1, files, -1, -1)
        word = self.word(torch.cat([histogram, density.permute(0, 1, 3, 2), best.permute(0, 1, 3, 2).clamp(min=-1), batch["exact"], kind], -1))
        counts = torch.softmax(self.gate(x)[..., 0] + batch["query_place"][..., 0] - 30 * (1 - mask), -1)
        return (word * counts[:, None, :, None]).sum(2)


class Ranker(nn.Module):
    def __init__(self, table, options):
        super().__init__()
        self.reader = None if options.signals else Reader(table, options)
        size = 22 if options.signals else 16
        self.out = nn.Sequential(nn.Dropout(options.drop), nn.Linear(size, 24), nn.ReLU(), nn.Linear(24, 1))
        nn.init.zeros_(self.out[3].weight)
        self.scale = nn.Parameter(torch.tensor(8.0))

    def forward(self, batch):
        return self.scale * batch["score"] + 4 * self.out(self.reader(batch) if self.reader else batch["signals"])[..., 0]


def batch_of(questions, unknown):
    count, longest = len(questions), max(len(q["query"]) for q in questions)
    query = np.zeros((count, longest), QUERY_WORD)
    for row, q in enumerate(questions):
        query[row, :len(q["query"])] = q["query"]
    mask = np.arange(longest) < np.array([len(q["query"]) for q in questions])[:, None]
    stack = {name: np.stack([q[name] for q in questions]) for name in ("signals", "chunk", "path", "text", "length", "label")}
    text, long = stack["text"], np.array([q["kind"] == 2 for q in questions])
    valid = np.arange(WORDS) < stack["length"][..., None]
    stem = np.where(valid, text["stem"], 0).reshape(count, FILES, -1)
    flags = text["flags"].reshape(count, FILES, -1)

    def occurrences(stems):
        """How often each word of the question stands in each file, as 1 + ln."""
        found = np.zeros((count, FILES, 256), np.float32)
        row, file, at = np.nonzero(stems)
        np.add.at(found, (row, file, stems[row, file, at]), 1)
        return np.log1p(np.take_along_axis(found, np.broadcast_to(query["stem"][:, None].astype(np.int64), (count, FILES, longest)), 2)) * (query["stem"] > 0)[:, None]

    exact = [occurrences(stem), occurrences(np.where(flags & COMMENT, stem, 0)), occurrences(np.where(flags & DEFINITION, stem, 0)), occurrences(stack["path"]["stem"])]
    exact += [part > 0 for part in exact[:1] + exact[2:]] + [np.broadcast_to(query["rarity"][:, None] / 6, exact[0].shape)]
    places = [query["rarity"] / 6, query["flags"] & 1, (query["flags"] & 8) > 0, np.broadcast_to(np.arange(longest) / 16, query.shape), np.broadcast_to(long[:, None], query.shape)]
    text_places = [text["stem"] > 0, (text["flags"] & COMMENT) > 0, (text["flags"] & DEFINITION) > 0, text["flags"] & 1, (text["flags"] & 16) > 0,
                   np.broadcast_to(np.arange(CHUNKS)[:, None], text.shape)]
    best = stack["signals"][:, :1, :1]
    signals = [stack["signals"], stack["chunk"].reshape(count, FILES, -1), best - stack["signals"][..., :1], stack["length"] / WORDS, np.broadcast_to(long[:, None, None], (count, FILES, 1))]

    def tensor(parts):
        return torch.tensor(np.stack(parts, -1).astype(np.float32))

    return dict(
        query=torch.tensor(np.where(mask & (query["id"] != 65535), query["id"], unknown).astype(np.int64)), query_mask=torch.tensor(mask).float(), query_place=tensor(places),
        text=torch.tensor(np.where(valid & (text["id"] != 65535), text["id"], unknown).astype(np.int64)), length=torch.tensor(stack["length"]), text_place=tensor(text_places),
        exact=tensor(exact), score=torch.tensor(stack["signals"][..., 0]), signals=torch.tensor(np.concatenate(signals, -1).astype(np.float32)),
        label=torch.tensor(stack["label"]).float(), valid=torch.tensor(np.arange(FILES) < np.array([q["files"] for q in questions])[:, None]),
        ideal=torch.tensor([DISCOUNT[:min(q["right"], 10)].sum() for q in questions]).float())


def loss_of(scores, batch):
    """LambdaRank: the pairs of a right and a wrong file, each weighed by what its exchange would change of NDCG@10."""
    scores = scores.masked_fill(~batch["valid"], -1e4)
    discount = 1 / torch.log2((-scores).argsort(1).argsort(1).float() + 2)
    worth = (discount[:, :, None] - discount[:, None, :]).abs() / batch["ideal"][:, None, None]
    pairs = (batch["label"][:, :, None] > batch["label"][:, None, :]) & batch["valid"][:, :, None] & batch["valid"][:, None, :]
    return (worth * pairs * functional.softplus(scores[:, None, :] - scores[:, :, None])).sum((1, 2)).mean()


def test(name, ranker, questions, unknown, draws=1000):
    gains = []
    with torch.no_grad():
        for at in range(0, len(questions), 32):
            part = questions[at:at + 32]
            scores = ranker(batch_of(part, unknown)).numpy()
            for q, score in zip(part, scores):
                ideal = max(DISCOUNT[:min(q["right"], 10)].sum(), 1e-9)
                order = np.append(np.argsort(-score[:q["files"]], kind="stable"), np.arange(q["files"], FILES))
                gains.append((q["set"], (q["label"] * DISCOUNT).sum() / ideal, (q["label"][order] * DISCOUNT).sum() / ideal))
    sets = {}
    for of, before, after in gains:
        sets.setdefault(of, []).append((before, after - before))
    random = np.random.default_rng(0)
    sets = [np.array(rows) for rows in sets.values()]
    drawn = [np.mean([rows[random.integers(len(rows), size=len(rows)), 1].mean() for rows in sets]) for _ in range(draws)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    means = [rows[:, 1].mean() for rows in sets]
    print(f"{name}: {np.mean([rows[:, 0].mean() for rows in sets]):.4f} {np.mean(means):+.4f} ({low:+.3f}…{high:+.3f}) {sum(m > 1e-9 for m in means)}/{sum(m < -1e-9 for m in means)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--test", nargs="+", required=True)
    parser.add_argument("--signals", action="store_true")
    parser.add_argument("--size", type=int, default=48)
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--drop", type=float, default=0.3)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=7e-4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    table = vectors(options.model)
    unknown = len(table[0]) - 1
    known = [(path, read(path)) for path in options.train]
    names = sorted({q["set"] for _, questions in known for q in questions})
    held = set(random.choice(names, len(names) // 4, replace=False))
    train = [q for _, questions in known for q in questions if q["set"] not in held and q["label"].any() and not q["label"][:q["files"]].all()]
    ranker = Ranker(table, options)
    print(f"{len(train)} lists of {len(names) - len(held)} repositories, {sum(p.numel() for p in ranker.parameters())} parameters", flush=True)
    optimiser = torch.optim.AdamW(ranker.parameters(), options.rate, weight_decay=0.02)
    steps = options.epochs * (len(train) // 24)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, total_steps=steps + 1, pct_start=0.1)
    for _ in range(options.epochs):
        # Questions of like length together: their batch is as wide as its longest.
        order = sorted(range(len(train)), key=lambda i: (len(train[i]["query"]), random.random()))
        for start in random.permutation(len(train) // 24) * 24:
            batch = batch_of([train[i] for i in order[start:start + 24]], unknown)
            loss = loss_of(ranker(batch), batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(ranker.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    ranker.eval()
    for argument in options.test:
        name, path = argument.split("=", 1)
        test(name, ranker, read(path), unknown)
    for path, questions in known:
        test(f"held out of {path}", ranker, [q for q in questions if q["set"] in held], unknown)


if __name__ == "__main__":
    main()
