//! The size of the demo.

/// The numbers that everything else is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub people: usize,
    pub trusts: usize,
    /// People of the first trust; the others share the rest.
    pub largest: usize,
    /// People of a section.
    pub section: usize,
    /// Collections of requirements and plans: one per trust, or, in a single trust, one for every so many clinics.
    pub pools: usize,
    /// Requirements of a plan; a collection holds ten times as many.
    pub block: usize,
    /// Plans with nearly the same requirements, for one profession each.
    pub variants: usize,
}

/// Blocks of requirements in every collection; the first is for all.
pub const BLOCKS: usize = 10;

impl Scale {
    /// 80,000 people, 15 trusts, 3,000 requirements, 600 plans, and eight million standings.
    pub const REGION: Self =
        Self { people: 80_000, trusts: 15, largest: 15_000, section: 100, pools: 15, block: 20, variants: 4 };
    /// The same with a tenth of the people, and so of the standings.
    pub const TENTH: Self = Self { people: 8_000, largest: 1_500, ..Self::REGION };
    /// One trust of 15,000.
    pub const TRUST: Self = Self { people: 15_000, trusts: 1, pools: 3, ..Self::REGION };
    /// The smallest that shows that everything works together.
    pub const SMALL: Self = Self { people: 300, trusts: 2, largest: 180, section: 25, pools: 2, block: 4, variants: 2 };

    pub fn people_of(&self, trust: usize) -> usize {
        if trust == 0 {
            return self.largest;
        }
        let (others, rest) = (self.trusts - 1, self.people - self.largest);
        rest / others + usize::from(trust - 1 < rest % others)
    }

    /// The collection of a clinic.
    pub fn pool(&self, trust: usize, clinic: usize) -> usize {
        if self.pools > self.trusts { clinic % self.pools } else { trust % self.pools }
    }

    /// Requirements of a collection.
    pub fn requirements(&self) -> usize {
        BLOCKS * self.block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_in_a_trust() {
        for scale in [Scale::REGION, Scale::TENTH, Scale::TRUST, Scale::SMALL] {
            assert_eq!((0..scale.trusts).map(|trust| scale.people_of(trust)).sum::<usize>(), scale.people);
        }
        let region = Scale::REGION;
        assert_eq!((region.pools * region.requirements(), region.pools * BLOCKS * region.variants), (3_000, 600));
    }
}
