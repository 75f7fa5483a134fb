//! Where a child can be: settings by stream and age band, from the start, from entries, and from moves. Prices and
//! destinations must be there for all of it.

use crate::model::Spec;
use crate::model::effect::SupplyEffect;
use crate::model::hazards::Cell;
use crate::model::supply::Provider;
use crate::model::value::Value;
use crate::words::setting::{AGE_BANDS, AGE_EDGES, SETTINGS, STREAMS};

const AGES: usize = AGE_BANDS.len();

/// Settings a child can be in, by stream and age band.
pub struct Reached(Vec<bool>);

impl Reached {
    fn at(setting: usize, stream: usize, age: usize) -> usize {
        (setting * STREAMS.len() + stream) * AGES + age
    }

    fn put(&mut self, setting: usize, stream: usize, age: usize) -> bool {
        match self.0.get_mut(Self::at(setting, stream, age)) {
            Some(place) if !*place => {
                *place = true;
                true
            }
            _ => false,
        }
    }

    /// Can a child be there?
    pub fn holds(&self, setting: usize, stream: usize, age: usize) -> bool {
        self.0
            .get(Self::at(setting, stream, age))
            .copied()
            .unwrap_or(false)
    }

    /// All cells a child can be in.
    pub fn cells(&self) -> Vec<Cell> {
        let mut out = Vec::new();
        for setting in 0..SETTINGS.len() {
            for stream in 0..STREAMS.len() {
                for age in 0..AGES {
                    if self.holds(setting, stream, age) {
                        out.push(Cell {
                            setting,
                            moves: 0,
                            stream,
                            need: 0,
                            age,
                        });
                    }
                }
            }
        }
        out
    }
}

/// The age bands a range of ages touches.
pub fn bands(from: f64, to: f64) -> impl Iterator<Item = usize> {
    let edge = |i: usize| -> (f64, f64) {
        let low = if i == 0 { 0.0 } else { AGE_EDGES[i - 1] };
        let high = AGE_EDGES.get(i).copied().unwrap_or(18.0);
        (low, high)
    };
    (0..AGES).filter(move |i| {
        let (low, high) = edge(*i);
        from < high && to > low
    })
}

/// Settings a child may be placed in instead, where places are finite.
fn spilled(spec: &Spec, cell: Cell) -> Vec<usize> {
    let Some(supply) = &spec.supply else {
        return Vec::new();
    };
    let asks = supply.asks.iter().filter(|a| a.setting == cell.setting);
    let mut classes: Vec<usize> = asks.map(|a| a.class).collect();
    let unregistered = spec.prices.unregistered.as_ref();
    if unregistered.is_some_and(|u| u.setting == cell.setting) {
        classes.extend(supply.unregistered);
    }
    let effects = || spec.supply_effects();
    let opens = effects().any(|e| matches!(e, SupplyEffect::Home(_)));
    let changes = |setting: usize| {
        effects().any(|e| matches!(e, SupplyEffect::Market(m) if m.setting == setting))
    };
    let mut out = Vec::new();
    for class in classes {
        for rung in supply.classes.get(class).map_or(&[][..], |c| &c.ladder) {
            let may = match rung.by {
                Provider::Household | Provider::Anyone => true,
                Provider::Home => opens || !supply.homes.is_empty(),
                Provider::Market(m) => {
                    let market = supply.markets.get(m);
                    let available = market.and_then(|m| m.available.get(cell.age));
                    if available == Some(&Value::Certain(1.0))
                        && market.is_some_and(|m| m.response.is_none() && !changes(m.setting))
                    {
                        // Nobody goes further.
                        out.push(rung.setting);
                        break;
                    }
                    available != Some(&Value::Certain(0.0))
                }
            };
            if may {
                out.push(rung.setting);
            }
        }
    }
    out
}

/// Follows the children until nothing new is reached.
pub fn reached(spec: &Spec) -> Reached {
    let mut out = Reached(vec![false; SETTINGS.len() * STREAMS.len() * AGES]);
    for c in &spec.cohort.children {
        let days = f64::from(c.birthday);
        let age = 18.0 - days / crate::words::calendar::DAYS_PER_YEAR;
        for band in bands(age.max(0.0), 18.0) {
            out.put(c.setting, c.stream, band);
        }
    }
    for g in &spec.cohort.groups {
        for band in bands(g.ages.0, 18.0) {
            out.put(g.setting, g.stream, band);
        }
    }
    for s in &spec.entries.streams {
        let youngest = s
            .ages
            .iter()
            .filter(|a| a.2 > 0.0)
            .map(|a| a.0)
            .fold(18.0, f64::min);
        for band in bands(youngest, 18.0) {
            let shares = s.first_setting.get(band).map_or(&[][..], Vec::as_slice);
            for setting in (0..shares.len()).filter(|i| shares[*i] > 0.0) {
                for later in band..AGES {
                    out.put(setting, s.stream, later);
                }
            }
        }
    }
    loop {
        let mut more = false;
        for cell in out.cells() {
            for cause in [
                crate::model::hazards::Cause::PlannedMove,
                crate::model::hazards::Cause::Breakdown,
            ] {
                let row = spec
                    .hazards
                    .destinations
                    .iter()
                    .rev()
                    .find(|r| r.causes.contains(&cause) && r.scope.holds(cell));
                let shares = row.map_or(&[][..], |r| r.shares.as_slice());
                for setting in (0..shares.len()).filter(|i| shares[*i] > 0.0) {
                    for later in cell.age..AGES {
                        more |= out.put(setting, cell.stream, later);
                    }
                }
            }
            for setting in spilled(spec, cell) {
                for later in cell.age..AGES {
                    more |= out.put(setting, cell.stream, later);
                }
            }
        }
        if !more {
            return out;
        }
    }
}
