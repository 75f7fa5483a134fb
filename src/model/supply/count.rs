//! What is counted of supply, by month: nights (the daily number, summed) or events.

/// A count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// Nights of mainstream households.
    Households,
    /// Nights of their approved places.
    Places,
    /// Nights of places that can be offered or are filled.
    Usable,
    /// Nights of places filled by children looked after.
    Filled,
    /// Nights of places held by young people who stay put.
    StayingPut,
    /// Nights of places held by other councils' children.
    Others,
    /// Nights of places hubs keep free.
    Reserved,
    /// Nights of beds in use in homes of the council.
    Beds,
    /// Nights of beds filled.
    BedsFilled,
    /// Nights of beds that stay empty beside a complex child.
    BedsBlocked,
    /// Nights of children placed on a rung that is not what they asked for.
    Short,
    /// Households approved.
    Approved,
    /// Households that left.
    Left,
    /// Children who had to move because a household left or a home closed.
    Displaced,
    /// What an effect on supply counts, by its id: its nights or its events.
    Effect(String),
}

impl Count {
    /// Those that every supply has, in the order in which they are kept.
    pub const FIXED: [Count; 14] = [
        Count::Households,
        Count::Places,
        Count::Usable,
        Count::Filled,
        Count::StayingPut,
        Count::Others,
        Count::Reserved,
        Count::Beds,
        Count::BedsFilled,
        Count::BedsBlocked,
        Count::Short,
        Count::Approved,
        Count::Left,
        Count::Displaced,
    ];

    /// Its number among [`Count::FIXED`]; none for an effect's.
    pub fn fixed(&self) -> Option<usize> {
        Count::FIXED.iter().position(|c| c == self)
    }
}
