//! Small dense kernels: row-major, lower triangles, one fixed order of every sum.

/// Pivots this small beside their diagonal are noise (the rounding of some terms of that size): the row says nothing new beside the earlier ones, and gets
/// no step. What is a little larger may be noise, too, but refinement puts right or undoes what comes of it; what is never given a step can't be put right
/// (of 30,000 small random programmes 3 stall at 1e-14 that do not at 1e-15; at 0 the same as at 1e-15).
const LOST_PIVOT: f64 = 1e-15;
/// What stands in for such a pivot.
const INFINITE_PIVOT: f64 = 1e100;

/// `sum a[k] b[k]`, in four interleaved sums.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (head_a, tail_a) = a.as_chunks::<4>();
    let (head_b, tail_b) = b.as_chunks::<4>();
    for (a, b) in head_a.iter().zip(head_b) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let tail: f64 = tail_a.iter().zip(tail_b).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + tail
}

/// `y += f x`
pub(super) fn add_scaled(y: &mut [f64], f: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += f * x;
    }
}

/// Replaces the lower triangle of `a` by its Cholesky factor; the diagonal then holds reciprocals.
pub(super) fn cholesky(a: &mut [f64], n: usize) {
    for i in 0..n {
        let (above, row) = a.split_at_mut(i * n);
        let row = &mut row[..=i];
        for j in 0..i {
            let other = &above[j * n..=j * n + j];
            row[j] = (row[j] - dot(&row[..j], &other[..j])) * other[j];
        }
        let whole = row[i];
        let left = whole - dot(&row[..i], &row[..i]);
        row[i] = 1.0 / if left <= LOST_PIVOT * whole { INFINITE_PIVOT } else { left }.sqrt();
    }
}

/// `b = L^-1 b`
pub(super) fn solve_lower(l: &[f64], n: usize, b: &mut [f64]) {
    for i in 0..n {
        let row = &l[i * n..=i * n + i];
        b[i] = (b[i] - dot(&row[..i], &b[..i])) * row[i];
    }
}

/// `b = L^-T b`
pub(super) fn solve_upper(l: &[f64], n: usize, b: &mut [f64]) {
    for i in (0..n).rev() {
        let row = &l[i * n..=i * n + i];
        let value = b[i] * row[i];
        b[i] = value;
        add_scaled(&mut b[..i], -value, &row[..i]);
    }
}

/// `v = L^-1 v`, `v` with `width` columns.
pub(super) fn solve_lower_many(l: &[f64], n: usize, v: &mut [f64], width: usize) {
    for i in 0..n {
        let (above, row) = v.split_at_mut(i * width);
        let row = &mut row[..width];
        let factors = &l[i * n..=i * n + i];
        let mut k = 0;
        while k + 4 <= i {
            let (a, rest) = above[k * width..(k + 4) * width].split_at(width);
            let (b, rest) = rest.split_at(width);
            let (c, d) = rest.split_at(width);
            let (fa, fb, fc, fd) = (factors[k], factors[k + 1], factors[k + 2], factors[k + 3]);
            for ((((out, a), b), c), d) in row.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *out -= (fa * a + fb * b) + (fc * c + fd * d);
            }
            k += 4;
        }
        while k < i {
            add_scaled(row, -factors[k], &above[k * width..(k + 1) * width]);
            k += 1;
        }
        for out in row {
            *out *= factors[i];
        }
    }
}

/// Lower triangle of `s -= v' v`; `v` has `n` rows, `s` is `width` square.
pub(super) fn subtract_gram(s: &mut [f64], v: &[f64], n: usize, width: usize) {
    let mut i = 0;
    while i + 4 <= n {
        let (a, rest) = v[i * width..(i + 4) * width].split_at(width);
        let (b, rest) = rest.split_at(width);
        let (c, d) = rest.split_at(width);
        for p in 0..width {
            let (fa, fb, fc, fd) = (a[p], b[p], c[p], d[p]);
            let out = &mut s[p * width..=p * width + p];
            for ((((out, a), b), c), d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *out -= (fa * a + fb * b) + (fc * c + fd * d);
            }
        }
        i += 4;
    }
    while i < n {
        let row = &v[i * width..(i + 1) * width];
        for p in 0..width {
            add_scaled(&mut s[p * width..=p * width + p], -row[p], row);
        }
        i += 1;
    }
}
