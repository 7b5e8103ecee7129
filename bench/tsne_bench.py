"""Answers each line with the seconds, the processor's seconds and the divergence of scikit-learn's t-SNE on the points of TSneBench.cs."""
import sys
import time

try:
    import numpy as np
    from sklearn.manifold import TSNE
except ImportError:
    sys.exit(0)

points, features, clusters = (int(a) for a in sys.argv[1:4])


def uniform(k):
    return (k * k % 1_000_003 * 0.618033988749895) % 1


i, f = np.meshgrid(np.arange(points, dtype=np.int64), np.arange(features, dtype=np.int64), indexing="ij")
data = (6 * uniform(i % clusters * features + f) + uniform(1_000_000 + i * features + f)).astype(np.float32)
for line in sys.stdin:
    wall, busy = time.perf_counter(), time.process_time()
    layout = TSNE(n_iter=1000, init="pca", learning_rate="auto", perplexity=30, random_state=0, n_jobs=-1)
    layout.fit_transform(data)
    print(f"{time.perf_counter() - wall:.1f} {time.process_time() - busy:.1f} {layout.kl_divergence_:.4f}", flush=True)
