//! The keyed generator. A [`Key`] holds 128 bits; a draw mixes it with a 64-bit counter through two rounds of
//! multiplication and shifts (the finaliser of SplitMix64, Steele, Lea & Flood 2014, with the second half of the
//! key added between the rounds). For one key it is a bijection of the counter: no two draws can coincide by the
//! mixing. It is not cryptographic. Its statistical battery is in `docs/decisions/002-keyed-draws.md`.

use rand::rand_core::{Infallible, TryRng, utils};
use rand_distr::{Distribution, Exp1};

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
const MIX_1: u64 = 0xBF58_476D_1CE4_E5B9;
const MIX_2: u64 = 0x94D0_49BB_1331_11EB;
const HALF: u64 = 0xD6E8_FEB8_6659_FD93;

/// What a draw is for. Two purposes of one identity never share a draw; the numbers are part of the results and
/// are never renumbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// The exit's unit exponential, once per period of care.
    Exit = 1,
    /// The planned move's, once per placement spell.
    PlannedMove = 2,
    /// The breakdown's, once per placement spell.
    Breakdown = 3,
    /// Where a move goes.
    Destination = 4,
    /// How a child leaves.
    ExitReason = 5,
    /// Whether and when a child comes back.
    ReEntry = 6,
    /// The setting of a re-entry.
    ReEntrySetting = 7,
    /// The price of a placement.
    Price = 8,
    /// Whether an `other_placement` is unregistered.
    Unregistered = 9,
    /// Date of birth.
    Born = 10,
    /// Elapsed durations of a child looked after at the start.
    Elapsed = 11,
    /// Number of groups entering in a cell.
    Arrivals = 12,
    /// Time and height of an arriving group.
    Arrival = 13,
    /// Size of a sibling group.
    GroupSize = 14,
    /// First setting, shared by siblings.
    FirstSetting = 15,
    /// Drift of the entry rate.
    EntryDrift = 16,
    /// Wandering of a council's prices.
    PriceWalk = 17,
    /// An uncertain input.
    Parameter = 18,
    /// A row of a joint posterior.
    Posterior = 19,
    /// After-care: whether a leaver gets an allowance.
    AfterCare = 20,
    /// Order of a random tie, a sampled subset.
    Choice = 21,
    /// Whether an action keeps a child from entering.
    Prevention = 22,
    /// Whether an action sends a child elsewhere than was picked.
    Divert = 23,
    /// Which class of placement a child asks for.
    Ask = 40,
    /// Whether a rung of the ladder has a place.
    Found = 41,
    /// Which of the free places.
    Place = 42,
    /// Whether an approved place can be offered.
    Usable = 43,
    /// When a household may leave.
    Leaving = 44,
    /// Whether it does.
    Leaves = 45,
    /// Number, times and heights of approvals in a cell.
    Approval = 46,
    /// The kind of a household that joins.
    HouseholdKind = 47,
    /// Whether somebody stays put, and for how long.
    StayingPut = 48,
    /// Whether carers leave with a child.
    LeavesWith = 49,
    /// Whether a child is suitable for a step back.
    Suitable = 50,
    /// Whether a search finds somebody.
    Review = 51,
    /// How many come over, and with whom.
    Transfer = 52,
    /// How long another council's child stays.
    Others = 53,
    /// Who joins a constellation.
    Constellation = 54,
    /// Whether a child is one beside whom beds of a home stay empty.
    Complex = 55,
}

/// 128 bits that name whose draws these are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key {
    a: u64,
    b: u64,
}

#[inline(always)]
fn mix(a: u64, b: u64, counter: u64) -> u64 {
    let mut x = counter.wrapping_mul(GOLDEN).wrapping_add(a);
    x ^= x >> 30;
    x = x.wrapping_mul(MIX_1).wrapping_add(b);
    x ^= x >> 27;
    x = x.wrapping_mul(MIX_2);
    x ^ (x >> 31)
}

/// The counter of the first draw of (purpose, ordinal); purposes stay below 2^16.
#[inline(always)]
fn counter(purpose: Purpose, ordinal: u32) -> u64 {
    (u64::from(purpose as u32) << 32) | u64::from(ordinal)
}

impl Key {
    /// The key of everything under a seed.
    pub fn root(seed: u64) -> Key {
        Key {
            a: mix(GOLDEN, HALF, seed),
            b: mix(HALF, GOLDEN, seed),
        }
    }

    /// The key of one part of this: a replication, a child, a household.
    #[inline]
    pub fn child(self, who: u64) -> Key {
        Key {
            a: mix(self.a, self.b, who),
            b: mix(self.b ^ HALF, self.a.rotate_left(32), who),
        }
    }

    /// The key of a part with a name (a path in the scenario, an id in a file).
    pub fn named(self, name: &str) -> Key {
        self.child(name_hash(name))
    }

    /// What keys are ordered by where nothing else tells: as good as random, and the same in every run.
    #[inline(always)]
    pub fn order(self) -> u64 {
        self.a
    }

    /// The 64 bits of (purpose, ordinal).
    #[inline(always)]
    pub fn bits(self, purpose: Purpose, ordinal: u32) -> u64 {
        mix(self.a, self.b, counter(purpose, ordinal))
    }

    /// Uniform in (0, 1), never 0 or 1: 52 bits, at the middle of their cells.
    #[inline(always)]
    pub fn uniform(self, purpose: Purpose, ordinal: u32) -> f64 {
        to_unit(self.bits(purpose, ordinal))
    }

    /// A unit exponential, by the ziggurat of `rand_distr`; what it rejects (one in a hundred) is drawn again under
    /// the same purpose and ordinal.
    #[inline(always)]
    pub fn exponential(self, purpose: Purpose, ordinal: u32) -> f64 {
        Exp1.sample(&mut Attempts {
            key: self,
            counter: counter(purpose, ordinal),
        })
    }

    /// A standard normal, by inverse distribution at its own uniform.
    #[inline]
    pub fn normal(self, purpose: Purpose, ordinal: u32) -> f64 {
        super::normal::quantile(self.uniform(purpose, ordinal))
    }

    /// A generator of `rand`'s kind on the draws of (purpose, ordinal), for distributions that need several.
    pub fn rng(self, purpose: Purpose, ordinal: u32) -> KeyedRng {
        KeyedRng {
            key: self.child(self.bits(purpose, ordinal)),
            counter: 0,
        }
    }
}

/// Middle of the cell of the upper 52 bits: 53 would round the last cell up to 1.
#[inline(always)]
pub fn to_unit(bits: u64) -> f64 {
    // The bits as the fraction of a number from 1 to 2, less 1, plus half a cell: exact, and one instruction.
    f64::from_bits((1023 << 52) | (bits >> 12)) - (1.0 - f64::EPSILON / 2.0)
}

/// A stable 64-bit hash of a name (FNV-1a, then mixed).
pub fn name_hash(name: &str) -> u64 {
    let mut h: u64 = 0xCBF2_9CE4_8422_2325;
    for b in name.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    mix(GOLDEN, HALF, h)
}

/// The draws of one (purpose, ordinal): the first, and above it those that take its place where it is rejected.
struct Attempts {
    key: Key,
    counter: u64,
}

impl Attempts {
    const NEXT: u64 = 1 << 48;
}

impl TryRng for Attempts {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|x| (x >> 32) as u32)
    }
    #[inline(always)]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let x = mix(self.key.a, self.key.b, self.counter);
        self.counter = self.counter.wrapping_add(Attempts::NEXT);
        Ok(x)
    }
    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(dst, || self.try_next_u64())
    }
}

/// `rand`'s view of a key: draw n is the mix of the key with n.
#[derive(Clone, Debug)]
pub struct KeyedRng {
    key: Key,
    counter: u64,
}

impl KeyedRng {
    /// Starts at the first draw of a key.
    pub fn new(key: Key) -> KeyedRng {
        KeyedRng { key, counter: 0 }
    }
}

impl TryRng for KeyedRng {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|x| (x >> 32) as u32)
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let x = mix(self.key.a, self.key.b, self.counter);
        self.counter = self.counter.wrapping_add(1);
        Ok(x)
    }
    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(dst, || self.try_next_u64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Part of the results: a change here changes every forecast.
    #[test]
    fn fingerprint() {
        let k = Key::root(1).child(2).named("a.b");
        assert_eq!(k.bits(Purpose::Exit, 0), k.bits(Purpose::Exit, 0));
        assert_ne!(k.bits(Purpose::Exit, 0), k.bits(Purpose::Exit, 1));
        assert_ne!(k.bits(Purpose::Exit, 0), k.bits(Purpose::PlannedMove, 0));
    }

    #[test]
    fn uniforms_stay_inside() {
        assert!(to_unit(0) > 0.0);
        assert!(to_unit(u64::MAX) < 1.0);
    }
}
