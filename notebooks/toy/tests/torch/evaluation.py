"""Figures of PyTorch, SciPy and scikit-learn for `linalg_*.rs` and `evaluation_*.rs`.

Needs torch, scipy and scikit-learn. Run once: python tests/torch/evaluation.py
"""

import numpy as np
import scipy.linalg
import scipy.spatial.distance
import scipy.stats
import torch
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.manifold._t_sne import _joint_probabilities
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KernelDensity, KNeighborsClassifier
from write import write

rng = np.random.default_rng(7)


def normal(*shape: int) -> np.ndarray:
    """Normal numbers with three decimals, so that the file stays small."""
    return np.round(rng.normal(size=shape), 3)


cases: dict[str, dict] = {}


def put(name: str, **figures) -> None:
    cases[name] = {key: torch.as_tensor(np.asarray(value, dtype=float)) for key, value in figures.items()}


# Linear algebra
a, b, tall = normal(5, 5), normal(5, 2), normal(6, 4)
spd = np.round(tall.T @ tall, 6) + np.eye(4)
sign, log = np.linalg.slogdet(a)
values, vectors = np.linalg.eigh(spd)
vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(0), range(4)])
put("systems", a=a, b=b, solve=np.linalg.solve(a, b), inverse=np.linalg.inv(a), det=np.linalg.det(a), sign=sign, log=log)
put("spd", a=spd, cholesky=np.linalg.cholesky(spd), values=values, vectors=vectors, sqrtm=scipy.linalg.sqrtm(spd),
    logdet=np.linalg.slogdet(spd)[1])
y6 = normal(6, 2)
lacking = np.round(normal(6, 2) @ normal(2, 4), 6)
put("rectangular", a=tall, s=np.linalg.svd(tall)[1], pinv=np.linalg.pinv(tall), y=y6, lstsq=np.linalg.lstsq(tall, y6)[0],
    r=np.abs(np.diag(np.linalg.qr(tall)[1])), lacking=lacking, lacking_pinv=np.linalg.pinv(lacking, rcond=1e-6),
    ridge=Ridge(alpha=0.7, fit_intercept=False).fit(tall, y6).coef_.T,
    wide_ridge=Ridge(alpha=0.7, fit_intercept=False).fit(tall.T, tall.T[:, :2]).coef_.T)
put("exponential", a=a, expm=torch.linalg.matrix_exp(torch.tensor(a)), large=scipy.linalg.expm(3 * a))
p3 = normal(7, 3)
turn = scipy.spatial.transform.Rotation.from_euler("xyz", [0.4, -1.1, 2.0])
q3 = turn.apply(p3) + np.array([1.0, -2.0, 0.5]) + 0.1 * normal(7, 3)
q3 = np.round(q3, 4)
best, rssd = scipy.spatial.transform.Rotation.align_vectors(q3 - q3.mean(0), p3 - p3.mean(0))
put("superposition", p=p3, q=q3, rotation=best.as_matrix().T, rmsd=rssd / np.sqrt(7),
    orthogonal=scipy.linalg.orthogonal_procrustes(p3, -q3)[0])
# A gradient through several of these at once, of first and second order.
x = torch.tensor(spd, requires_grad=True)
s = 0.5 * (x + x.T)
f = torch.linalg.cholesky(s).sum() + (torch.linalg.eigvalsh(s) ** 2)[0] + torch.linalg.solve(s, torch.tensor(b[:4])).sum()
(g,) = torch.autograd.grad(f, x, create_graph=True)
(h,) = torch.autograd.grad((g * g).sum(), x)
put("gradient", x=spd, b=b[:4], value=f.item(), first=g.detach(), second=h)

# Scores
n = 40
scores, labels = np.round(normal(n), 1), rng.integers(0, 2, n)
fpr, tpr, _ = metrics.roc_curve(labels, scores, drop_intermediate=False)
put("ranking", scores=scores, labels=labels, auc=metrics.roc_auc_score(labels, scores),
    ap=metrics.average_precision_score(labels, scores), fpr=fpr, tpr=tpr)
predicted, truth = rng.integers(0, 3, n), rng.integers(0, 3, n)
put("classes", predicted=predicted, truth=truth, confusion=metrics.confusion_matrix(truth, predicted),
    precision=metrics.precision_score(truth, predicted, average=None), recall=metrics.recall_score(truth, predicted, average=None),
    f1=metrics.f1_score(truth, predicted, average=None), macro=metrics.f1_score(truth, predicted, average="macro"),
    balanced=metrics.balanced_accuracy_score(truth, predicted), accuracy=metrics.accuracy_score(truth, predicted),
    rand=metrics.adjusted_rand_score(truth, predicted), nmi=metrics.normalized_mutual_info_score(truth, predicted))
probs = np.round(scipy.special.softmax(2 * normal(n, 3), axis=1), 4)
probs[:, 2] = 1 - probs[:, 0] - probs[:, 1]
ece = 0.0
top, right = probs.max(1), probs.argmax(1) == truth
for i in range(10):
    inside = (top >= i / 10) & (top < (i + 1) / 10)
    if inside.any():
        ece += inside.mean() * abs(right[inside].mean() - top[inside].mean())
put("calibration", probs=probs, truth=truth, ece=ece, brier=metrics.brier_score_loss(truth, probs, scale_by_half=False))
u = np.round(normal(n), 1)
v = np.round(0.5 * u + normal(n), 1)
joint = np.histogram2d(u, v, 5)[0]
put("series", u=u, v=v, pearson=scipy.stats.pearsonr(u, v)[0], spearman=scipy.stats.spearmanr(u, v)[0],
    kendall=scipy.stats.kendalltau(u, v)[0], ranks=scipy.stats.rankdata(u), r2=metrics.r2_score(v, u),
    mae=metrics.mean_absolute_error(v, u), rmse=metrics.root_mean_squared_error(v, u),
    information=metrics.mutual_info_score(None, None, contingency=joint), counts=np.histogram(u, 6, (-2, 2))[0],
    w1=scipy.stats.wasserstein_distance(u[:17], v))
welch = scipy.stats.ttest_ind(u[:9], v[:14], equal_var=False)
paired = scipy.stats.ttest_rel(u, v)
interval = scipy.stats.t.interval(0.95, 8, np.mean(u[:9]), scipy.stats.sem(u[:9]))
grid = [(t, d) for t in (-3.0, -0.4, 0.0, 0.7, 2.5, 12.0) for d in (1.0, 2.5, 7.0, 60.0, 1000.0)]
put("groups", t=welch.statistic, df=welch.df, p=welch.pvalue, paired_t=paired.statistic, paired_p=paired.pvalue,
    interval=interval, grid=grid, cdf=[scipy.stats.t.cdf(t, d) for t, d in grid],
    quantiles=[scipy.stats.t.ppf(0.975, d) for d in (1, 2, 5, 30)])
one, two = normal(20, 3), np.round(1.3 * normal(25, 3) + 0.5, 3)
k = lambda x, y: metrics.pairwise.rbf_kernel(x, y, gamma=0.5 / 1.5**2)
within = lambda x: (k(x, x).sum() - len(x)) / (len(x) * (len(x) - 1))
c1, c2 = np.cov(one.T), np.cov(two.T)
fid = ((one.mean(0) - two.mean(0)) ** 2).sum() + np.trace(c1 + c2 - 2 * scipy.linalg.sqrtm(c1 @ c2).real)
put("samples", one=one, two=two, mmd=within(one) + within(two) - 2 * k(one, two).mean(), frechet=fid,
    median=np.median(scipy.spatial.distance.pdist(one)),
    silhouette=metrics.silhouette_score(one, np.arange(20) % 3), clusters=np.arange(20) % 3)


# Representations: the papers' formulas in NumPy
def gram(x, fraction):
    width = fraction * np.median(scipy.spatial.distance.pdist(x))
    return metrics.pairwise.rbf_kernel(x, gamma=0.5 / width**2)


def cka(kx, ky):
    h = np.eye(len(kx)) - 1 / len(kx)
    hsic = lambda k, l: np.trace(h @ k @ h @ l)
    return hsic(kx, ky) / np.sqrt(hsic(kx, kx) * hsic(ky, ky))


other = np.round(np.tanh(one @ normal(3, 4)) + 0.3 * normal(20, 4), 3)
qx, _ = np.linalg.qr(one - one.mean(0))
qy, _ = np.linalg.qr(other - other.mean(0))
left, rho, _ = np.linalg.svd(qx.T @ qy, full_matrices=False)
weights = np.abs((qx @ left).T @ (one - one.mean(0))).sum(1)
put("representations", x=one, y=other, linear=cka(one @ one.T, other @ other.T), rbf=cka(gram(one, 0.5), gram(other, 0.5)),
    cca=rho, pwcca=(weights * rho).sum() / weights.sum(), procrustes=scipy.spatial.procrustes(one, other[:, :3])[2])

# Classical methods
pca = PCA(2).fit(other)
put("pca", x=other, components=pca.components_, variance=pca.explained_variance_, ratio=pca.explained_variance_ratio_,
    transformed=pca.transform(other))
three = np.concatenate([0.5 * normal(15, 2), 0.5 * normal(15, 2) + [3, 0], 0.5 * normal(15, 2) + [0, 3]])
start = three[[0, 20, 40]]
means = KMeans(3, init=start, n_init=1, tol=0).fit(three)
mixture = GaussianMixture(3, weights_init=np.full(3, 1 / 3), means_init=start, precisions_init=np.array([np.eye(2)] * 3),
                          tol=1e-12, max_iter=1000, reg_covar=1e-6).fit(three)
put("clusters", x=three, start=start, centres=means.cluster_centers_, labels=means.labels_, inertia=means.inertia_,
    weights=mixture.weights_, means=mixture.means_, covariances=mixture.covariances_, log_prob=mixture.score_samples(three[:5]))
classes = np.arange(45) // 15
binary = (three[:, 0] + 0.8 * normal(45) > 1).astype(int)
many = LogisticRegression(C=2.0, tol=1e-10, max_iter=10000).fit(three, classes)
single = LogisticRegression(C=2.0, tol=1e-10, max_iter=10000).fit(three, binary)
put("regression", x=three, classes=classes, probs=many.predict_proba(three[:6]), weights=many.coef_.T, binary=binary,
    coefficient=single.coef_[0], intercept=single.intercept_[0])
target = np.round(np.sin(three[:, 0]) + 0.1 * normal(45), 3)
ridge = KernelRidge(alpha=0.3, kernel="rbf", gamma=0.5 / 0.8**2).fit(three, target)
gp = GaussianProcessRegressor(ConstantKernel(1.5**2, "fixed") * RBF(0.8, "fixed"), alpha=0.2**2, optimizer=None).fit(three, target)
new = normal(6, 2)
mean, sd = gp.predict(new, return_std=True)
put("kernels", x=three, y=target, new=new, ridge=ridge.predict(new), mean=mean, variance=sd**2,
    evidence=gp.log_marginal_likelihood_value_, density=KernelDensity(bandwidth=0.6).fit(three).score_samples(new),
    neighbours=KNeighborsClassifier(5).fit(three, classes).predict(new),
    nearest=KNeighborsClassifier(5).fit(three, classes).kneighbors(new)[1])
d2 = scipy.spatial.distance.squareform(scipy.spatial.distance.pdist(one, "sqeuclidean"))
put("tsne", x=one, joint=scipy.spatial.distance.squareform(_joint_probabilities(d2, 5.0, 0)))

write(__file__, cases)
