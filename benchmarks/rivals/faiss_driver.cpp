// faiss HNSW over 8-bit codes beside the harness's drivers: same arguments, same one JSON line.
// g++ -O3 -march=native -std=c++17 -I <harness> faiss_driver.cpp -o faiss_driver -lfaiss -lpthread
#include "common.hpp"
#include <faiss/IndexHNSW.h>
#include <faiss/index_io.h>
#include <omp.h>
#include <memory>

int main(int argc, char **argv) {
  Opt o = parse(argc, argv);
  omp_set_num_threads(o.threads);
  Mat b = read_fvecs(o.base, o.maxn ? o.maxn : SIZE_MAX), q = read_fvecs(o.query);
  IMat gt = read_ivecs(o.gt);
  normalize(b);
  normalize(q);
  g_base = &b;
  g_query = &q;
  double bs = 0, bc = 0, ls = 0;
  std::unique_ptr<faiss::IndexHNSW> ix;
  if (o.build) {
    // Unit vectors: Euclidean order is cosine order.
    if (o.dtype == "f32") ix.reset(new faiss::IndexHNSWFlat(b.d, o.M));
    else ix.reset(new faiss::IndexHNSWSQ(b.d, faiss::ScalarQuantizer::QT_8bit, o.M));
    ix->hnsw.efConstruction = o.efC;
    double c = cpu_now(), t = now();
    ix->train(b.n, b.v.data());
    ix->add(b.n, b.v.data());
    bs = now() - t;
    bc = cpu_now() - c;
    if (!o.index.empty()) faiss::write_index(ix.get(), o.index.c_str());
  } else {
    double t = now();
    ix.reset(dynamic_cast<faiss::IndexHNSW *>(faiss::read_index(o.index.c_str())));
    ls = now() - t;
  }
  omp_set_num_threads(1);
  std::vector<faiss::Index::idx_t> ids(o.k);
  std::vector<float> dist(o.k);
  auto pts = sweep(o, q, gt, [&](int ef) { ix->hnsw.efSearch = ef; },
    [&](int i, int, std::vector<int64_t> &out) { ix->search(1, q.row(i), o.k, dist.data(), ids.data()); for (auto id : ids) if (id >= 0) out.push_back(id); },
    [&](int) -> double { faiss::hnsw_stats.reset(); int m = std::min(q.n, 300); for (int i = 0; i < m; i++) ix->search(1, q.row(i), o.k, dist.data(), ids.data()); return (double)faiss::hnsw_stats.ndis / m; });
  print_json("faiss", o, b, q, bs, bc, 0, peak_rss(), 0, ls, o.index.empty() ? 0 : file_size(o.index), 0, pts);
}
