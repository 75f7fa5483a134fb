//! What a council's returns say, cleaned: children, their periods of care, and the placement spells in each.
//!
//! Plain public fields, so that a test can build one. Every span is from its first day to the first day after it: a
//! night is counted when the child sleeps there, start counted, end not. A child is *looked after at the end of* day d
//! where `start <= d` and the end is blank or after d, the DfE's count at 31 March.
//!
//! Two things a fit must not overlook:
//! - **Left truncation.** The returns are complete from [`History::from`] on. Who left before that day is not in them.
//!   A span that began earlier is seen only because it reached that day: it is at risk from `from` on, at the durations
//!   it had by then.
//! - **Unknown starts.** Where the first return has only the later part of a placement or of a period of care, its
//!   `start` is the earliest day known and `start_known` is false: durations are lower bounds, moves may be missing.

use crate::words::calendar::Day;

/// Everything the returns say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// First day from which the returns are complete.
    pub from: Day,
    /// The first day no longer seen: what is open then is censored. The snapshot is the end of the day before.
    pub to: Day,
    /// Children, by id.
    pub children: Vec<Child>,
}

/// One child.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Child {
    /// Id in the returns, or its keyed hash.
    pub id: String,
    /// Date of birth; the first of its month where the returns are read with `--anonymise`.
    pub born: Day,
    /// Stream: index into [`crate::words::setting::STREAMS`]. Separated where the child is in a UASC file, whenever.
    pub stream: usize,
    /// Sex, where given.
    pub sex: Option<Sex>,
    /// Periods of care, in order, never overlapping, never empty.
    pub periods: Vec<PeriodOfCare>,
}

/// Sex as the return has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// `1` to 2023-24, `M` after.
    Male,
    /// `2` to 2023-24, `F` after.
    Female,
}

/// An unbroken time in care.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeriodOfCare {
    /// First day.
    pub start: Day,
    /// Is `start` the day on which the child started to be looked after (reason for new episode S)?
    pub start_known: bool,
    /// The day the child left; `None`: looked after at the end of what is seen.
    pub end: Option<Day>,
    /// How: index into [`crate::words::setting::EXITS`]. `turned_18` for any end on or after the 18th birthday.
    pub exit: Option<usize>,
    /// The code the return gives the end (`E17`: stayed with carers); at 18 it is the destination. Blank where open or
    /// mended.
    pub code: &'static str,
    /// Category of need (`N1` …) as the return has it; blank where not given.
    pub category: &'static str,
    /// Number shared by children who started on the same day from the same home postcode: siblings, as far as a
    /// return can tell. `None`: alone, or no postcode given.
    pub siblings: Option<u32>,
    /// Placement spells: the first begins with the period, each next where the one before ended, the last ends with it.
    pub spells: Vec<Spell>,
}

/// The time in one placement. Temporary placements are folded in, and changes that are no move are merged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spell {
    /// Setting: index into [`crate::words::setting::SETTINGS`], provider included.
    pub setting: usize,
    /// First day.
    pub start: Day,
    /// Is `start` the day on which the placement began?
    pub start_known: bool,
    /// First day elsewhere; `None`: lives there at the end of what is seen.
    pub end: Option<Day>,
    /// Why it ended.
    pub cause: End,
    /// Reason for place change as the return has it (`CARPL`, `OTHER` …); blank where not given.
    pub reason: &'static str,
    /// Where it is, as far as the return can tell two placements apart: postcode of the placement for families, the
    /// Ofsted number for homes; blank where not given.
    pub household: String,
    /// Need band 1 to 4 from an extra column `NEED`; 0 where not given.
    pub need: u8,
}

/// Why a placement spell ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// It has not, at the end of what is seen.
    #[default]
    Open,
    /// A move as planned: any other stated reason.
    PlannedMove,
    /// CREQB, CREQO, CHILD, LAREQ, ALLEG, STAND, APPRR, CLOSE.
    Breakdown,
    /// A move whose reason is OTHER or blank: a stated share counts as breakdowns, the fit says which.
    UnstatedMove,
    /// Same carer, other setting (reason for new episode T or U, or placed for adoption with the present carer): no move.
    Transfer,
    /// The child left care.
    Exit,
}

impl End {
    /// Does the child go to another carer?
    pub fn is_move(self) -> bool {
        matches!(self, End::PlannedMove | End::Breakdown | End::UnstatedMove)
    }
}

/// Where a spell stands in a history: indices of child, period of care and spell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Index into [`History::children`].
    pub child: usize,
    /// Index into [`Child::periods`].
    pub period: usize,
    /// Index into [`PeriodOfCare::spells`].
    pub spell: usize,
}

impl PeriodOfCare {
    /// Moves between carers before a spell, those that are known.
    pub fn moves_before(&self, spell: usize) -> usize {
        self.spells
            .iter()
            .take(spell)
            .filter(|s| s.cause.is_move())
            .count()
    }

    /// Is the child looked after in this period at the end of a day?
    pub fn covers(&self, day: Day) -> bool {
        self.start <= day && self.end.is_none_or(|e| e > day)
    }

    /// The spell at the end of a day.
    pub fn spell_at(&self, day: Day) -> Option<usize> {
        self.spells
            .iter()
            .position(|s| s.start <= day && s.end.is_none_or(|e| e > day))
    }
}

impl History {
    /// The last day seen: the snapshot is its end.
    pub fn as_at(&self) -> Day {
        self.to.plus(-1)
    }

    /// The spells of the children looked after at the end of a day.
    pub fn looked_after(&self, day: Day) -> Vec<At> {
        let mut out = Vec::new();
        for (child, c) in self.children.iter().enumerate() {
            for (period, p) in c.periods.iter().enumerate() {
                if p.covers(day)
                    && let Some(spell) = p.spell_at(day)
                {
                    out.push(At {
                        child,
                        period,
                        spell,
                    });
                }
            }
        }
        out
    }

    /// The child, period and spell of a place in the history.
    pub fn get(&self, at: At) -> Option<(&Child, &PeriodOfCare, &Spell)> {
        let child = self.children.get(at.child)?;
        let period = child.periods.get(at.period)?;
        Some((child, period, period.spells.get(at.spell)?))
    }

    /// What was known at the end of a day: what began later is not there, what ended later is open.
    ///
    /// Children, periods and spells keep their order; indices change where a child is not there yet.
    pub fn known_at(&self, day: Day) -> History {
        let known = |end: Option<Day>| end.filter(|e| *e <= day);
        let mut children = Vec::new();
        for child in &self.children {
            let periods: Vec<PeriodOfCare> = child
                .periods
                .iter()
                .filter(|p| p.start <= day)
                .map(|p| {
                    let spells = p.spells.iter().filter(|s| s.start <= day);
                    let spells = spells
                        .map(|s| match known(s.end) {
                            Some(_) => s.clone(),
                            None => Spell {
                                end: None,
                                cause: End::Open,
                                reason: "",
                                ..s.clone()
                            },
                        })
                        .collect();
                    let left = known(p.end).is_some();
                    PeriodOfCare {
                        end: known(p.end),
                        exit: p.exit.filter(|_| left),
                        code: if left { p.code } else { "" },
                        spells,
                        ..p.clone()
                    }
                })
                .collect();
            if !periods.is_empty() {
                children.push(Child {
                    periods,
                    ..child.clone()
                });
            }
        }
        History {
            from: self.from.min(day.plus(1)),
            to: self.to.min(day.plus(1)),
            children,
        }
    }
}

#[cfg(test)]
mod tests;
