//! Cholesky's factor of a matrix whose rows are 0 up to some entry.

/// Cholesky's factor of the lower triangle, in place; false if it is not positive. Row `i` is 0 left of `first[i]`, and so is its factor.
pub(super) fn factor(matrix: &mut [f64], first: &[usize]) -> bool {
    let n = first.len();
    for i in 0..n {
        let (upper, lower) = matrix.split_at_mut(i * n);
        let row = &mut lower[..n];
        for j in first[i]..i {
            let from = first[i].max(first[j]).min(j);
            let sum = dot(&row[from..j], &upper[j * n + from..j * n + j]);
            row[j] = (row[j] - sum) / upper[j * n + j];
        }
        let left = row[i] - dot(&row[first[i]..i], &row[first[i]..i]);
        if !(left > 0.0 && left.is_finite()) {
            return false;
        }
        row[i] = left.sqrt();
    }
    true
}

/// In eight sums, which the processor adds side by side.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

/// Solves `factor factor' x = x`, in place.
pub(super) fn solve(factor: &[f64], n: usize, x: &mut [f64]) {
    for i in 0..n {
        let sum = dot(&factor[i * n..i * n + i], &x[..i]);
        x[i] = (x[i] - sum) / factor[i * n + i];
    }
    for i in (0..n).rev() {
        x[i] /= factor[i * n + i];
        let (head, tail) = x.split_at_mut(i);
        head.iter_mut().zip(&factor[i * n..i * n + i]).for_each(|(x, a)| *x -= a * tail[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pairs of links that share no region, and one link that shares a region with all.
    #[test]
    fn a_factor_within_the_envelope_solves_the_system() {
        let n = 5;
        let full = [
            [4.0, 1.0, 0.0, 0.0, 1.0],
            [1.0, 5.0, 0.0, 0.0, 2.0],
            [0.0, 0.0, 3.0, 1.0, 1.0],
            [0.0, 0.0, 1.0, 6.0, 1.0],
            [1.0, 2.0, 1.0, 1.0, 9.0],
        ];
        let wanted = [1.0, -2.0, 3.0, 0.5, 4.0];
        let mut x: Vec<f64> = full.iter().map(|row| row.iter().zip(wanted).map(|(a, x)| a * x).sum()).collect();
        let mut matrix: Vec<f64> = full.concat();
        assert!(factor(&mut matrix, &[0, 0, 2, 2, 0]));
        solve(&matrix, n, &mut x);
        assert!(x.iter().zip(wanted).all(|(x, wanted)| (x - wanted).abs() < 1e-12), "{x:?}");
        // A link that nothing keeps in place has no factor.
        assert!(!factor(&mut [1.0, 0.0, 1.0, 1.0], &[0, 0]));
    }

    #[test]
    fn eight_sums_make_one() {
        let a: Vec<f64> = (0..19).map(f64::from).collect();
        let whole: f64 = (0..19).map(|i| f64::from(i * i)).sum();
        assert!((dot(&a, &a) - whole).abs() < 1e-9);
    }
}
