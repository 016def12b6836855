//! Which of a few elements shows which of many rows, or columns: those that are not wanted any more become those that are.

/// What each element shows; there are as many as were ever wanted at a time.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    pub shown: Vec<usize>,
}

impl Pool {
    /// Shows all that is wanted, and gives the elements that change, the further ones at the end. What shows what is wanted
    /// is left alone: it may have the focus.
    pub fn turn(&mut self, wanted: &[usize]) -> Vec<usize> {
        let missing: Vec<usize> = wanted.iter().copied().filter(|one| !self.shown.contains(one)).collect();
        let mut free: Vec<usize> = (0..self.shown.len()).filter(|at| !wanted.contains(&self.shown[*at])).collect();
        // the nearest to what is wanted goes last: one may turn around
        let middle = wanted.get(wanted.len() / 2).copied().unwrap_or_default();
        free.sort_by_key(|at| self.shown[*at].abs_diff(middle));
        let take = |one: usize| {
            let at = free.pop().unwrap_or(self.shown.len());
            match self.shown.get_mut(at) {
                Some(shown) => *shown = one,
                None => self.shown.push(one),
            }
            at
        };
        missing.into_iter().map(take).collect()
    }

    /// The elements in the order of what they show.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.shown.len()).collect();
        order.sort_by_key(|at| self.shown[*at]);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_wanted_becomes_what_is() {
        let mut pool = Pool::default();
        assert_eq!(pool.turn(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(pool.turn(&[1, 2, 3]), [0]);
        assert_eq!(pool.shown, [3, 1, 2]);
        assert_eq!(pool.order(), [1, 2, 0]);
        assert!(pool.turn(&[2, 3]).is_empty());
    }

    #[test]
    fn the_farthest_goes_first_and_what_is_wanted_stays_where_it_is() {
        let mut pool = Pool::default();
        pool.turn(&[0, 7, 8, 9]);
        assert_eq!(pool.turn(&[0, 9, 10, 11]), [1, 2]);
        assert_eq!(pool.shown, [0, 10, 11, 9]);
        pool.turn(&[0, 9, 10, 11, 12]);
        assert_eq!(pool.shown, [0, 10, 11, 9, 12]);
    }
}
