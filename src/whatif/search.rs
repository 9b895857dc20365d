//! The least amount of a change that does what is wanted, by doubling and halving.

use super::lab::LabError;

/// 99 % of the amount that is found does not do.
const NEARLY: f64 = 0.99;
/// Halvings before the search gives up: from any amount to one part in a million of it, then to 1 %.
const MOST: usize = 40;

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Least {
    /// This amount does, and 99 % of it does not.
    At(f64),
    /// The most that was allowed does not do.
    None,
    /// It took too many tries.
    GaveUp,
}

/// `amount` in whole steps of `step`, up; as it is where there are none.
pub(super) fn up(amount: f64, step: f64) -> f64 {
    if step > 0.0 { (amount / step - NOISE).ceil() * step } else { amount }
}

/// `amount` in whole steps of `step`, down; as it is where there are none.
pub(super) fn down(amount: f64, step: f64) -> f64 {
    if step > 0.0 { (amount / step + NOISE).floor() * step } else { amount }
}

/// Of a step, what rounding may leave.
const NOISE: f64 = 1e-6;

/// The least of `0 < amount <= most` (to 1 %, or to one step) at which `does` holds, tried first around `guess`. What is
/// returned was tried, and so was 99 % of it, or more that does not do.
pub(super) fn least(
    guess: f64,
    (most, step): (f64, f64),
    mut does: impl FnMut(f64) -> Result<bool, LabError>,
) -> Result<Least, LabError> {
    if !(most > 0.0 && most.is_finite()) {
        return Ok(Least::None);
    }
    let mut high = if guess.is_finite() && guess > 0.0 { up(guess * 1.004, step).min(most) } else { most };
    let mut low = 0.0;
    while !does(high)? {
        if high >= most {
            return Ok(Least::None);
        }
        low = high;
        high = (high * 2.0).min(most);
    }
    // Once at the start, where the guess is good, and again when the two are near each other.
    let mut near = true;
    for _ in 0..MOST {
        let nearly = down(NEARLY * high, step);
        if nearly <= low {
            return Ok(Least::At(high));
        }
        if near {
            if !does(nearly)? {
                return Ok(Least::At(high));
            }
            high = nearly;
        }
        let middle = if low > 0.0 { (low * high).sqrt() } else { high / 8.0 };
        // In whole steps there may be none between.
        let middle = down(middle, step).max(up(low + step / 2.0, step));
        if middle >= high {
            return Ok(Least::At(high));
        }
        if does(middle)? {
            high = middle;
        } else {
            low = middle;
        }
        near = low >= high * NEARLY * NEARLY;
    }
    Ok(Least::GaveUp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(threshold: f64, guess: f64, most: f64) -> (Least, usize) {
        let mut tries = 0;
        let found = least(guess, (most, 0.0), |amount| {
            tries += 1;
            Ok(amount > threshold)
        });
        (found.unwrap(), tries)
    }

    #[test]
    fn a_good_guess_takes_two_tries() {
        let (amount, tries) = found(7.0, 7.0, 1e9);
        assert!(matches!(amount, Least::At(amount) if (amount - 7.028).abs() < 1e-9));
        assert_eq!(tries, 2);
    }

    #[test]
    fn in_whole_steps_the_least_is_the_next_step() {
        for (threshold, guess) in [(4.87e-5, 4.87e-5), (4.87e-5, 0.3), (0.21, 1e-6), (2e-7, 0.0)] {
            let found = least(guess, (0.5, 1e-6), |amount| Ok(amount > threshold)).unwrap();
            let Least::At(amount) = found else { panic!("{found:?}") };
            assert!(amount > threshold, "{threshold}: {amount}");
            let less = down(NEARLY * amount, 1e-6);
            assert!(less <= threshold, "{threshold}: {less} does already");
            assert!((amount / 1e-6 - (amount / 1e-6).round()).abs() < 1e-6);
        }
    }

    #[test]
    fn any_guess_leads_there() {
        for threshold in [1e-3, 0.5, 3.0, 999.0] {
            for guess in [0.0, 1e-6, 1.0, 1e5] {
                let (amount, tries) = found(threshold, guess, 1000.0);
                let Least::At(amount) = amount else { panic!("{threshold} {guess}: {amount:?}") };
                assert!(amount > threshold && 0.99 * amount <= threshold, "{threshold} {guess}: {amount}");
                assert!(tries <= 2 * MOST);
            }
        }
        assert_eq!(found(1000.0, 1.0, 1000.0).0, Least::None);
    }
}
