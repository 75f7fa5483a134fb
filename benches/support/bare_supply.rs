//! The second plain loop: the same bare simulation with the same finite supply — a list of children for each day, and
//! for each child whose day it is a search for a place: households by places free, homes, markets, spill-over; households
//! that join and leave, with the children in them. One plain stream of random numbers, no money, no records.

use super::bare::{Bare, Child};
use carecast::draw::min;
use carecast::model::Model;
use carecast::model::supply::{Provider, Supply};
use carecast::words::calendar::DAYS_PER_YEAR;

const NONE: u32 = u32::MAX;
/// Points at which a household may leave, a year.
const POINTS: f64 = 0.5;

/// A household or a home.
#[derive(Clone, Copy)]
struct Unit {
    open: bool,
    is_home: bool,
    free: u8,
    filled: u8,
    position: u32,
    children: [u32; 12],
}

#[derive(Clone, Copy)]
enum What {
    Exit,
    Move,
    Segment,
    End,
    Enter,
}

struct Kid {
    c: Child,
    what: What,
    at: f64,
    unit: u32,
}

/// The loop and its state.
pub struct BareSupply<'a> {
    bare: Bare<'a>,
    supply: &'a Supply,
    kids: Vec<Kid>,
    unused: Vec<u32>,
    days: Vec<Vec<u32>>,
    joins: Vec<u32>,
    points: Vec<Vec<u32>>,
    units: Vec<Unit>,
    /// Households, then homes, by places free.
    lists: [[Vec<u32>; 13]; 2],
    free: [u32; 2],
    found: Vec<f64>,
    asks: Vec<Vec<(usize, f64)>>,
    available: Vec<Vec<f64>>,
    leaving: Vec<f64>,
    usable: f64,
}

impl<'a> BareSupply<'a> {
    pub fn new(model: &'a Model) -> BareSupply<'a> {
        let supply = model.spec.supply.as_ref().expect("a model with supply");
        let means = model.means();
        let days = model.horizon.days() as usize;
        let missed = 1.0 - supply.households.match_chance.get(&means);
        let mut none = 1.0;
        let found = (0..=512)
            .map(|_| {
                let found = 1.0 - none;
                none *= missed;
                found
            })
            .collect();
        let asks = (0..model.settings().len()).map(|s| {
            let of = supply.asks.iter().filter(|a| a.setting == s);
            of.map(|a| (a.class, a.share.get(&means))).collect()
        });
        BareSupply {
            bare: Bare::new(model),
            supply,
            kids: Vec::new(),
            unused: Vec::new(),
            days: vec![Vec::new(); days + 1],
            joins: vec![0; days + 1],
            points: vec![Vec::new(); days + 1],
            units: Vec::new(),
            lists: Default::default(),
            free: [0; 2],
            found,
            asks: asks.collect(),
            available: (supply.markets.iter())
                .map(|m| m.available.iter().map(|v| v.get(&means)).collect())
                .collect(),
            leaving: supply
                .households
                .leaving
                .iter()
                .map(|v| v.get(&means))
                .collect(),
            usable: supply.households.usable_share.get(&means),
        }
    }

    /// Moves and exits so far.
    pub fn events(&self) -> u64 {
        self.bare.events
    }

    pub fn run(&mut self) {
        self.begin();
        self.bare.hold = true;
        self.bare.children();
        for c in std::mem::take(&mut self.bare.batch) {
            let entered = c.at > 0.0;
            let id = self.add(c);
            if entered {
                self.note(id, What::Enter, c.at);
            } else {
                if c.setting == 1 || c.setting == 3 {
                    let unit = self.pick(usize::from(c.setting == 3));
                    self.sit(id, unit);
                }
                self.plan(id);
            }
        }
        let mut today = Vec::new();
        for day in 0..self.days.len() - 1 {
            for _ in 0..self.joins[day] {
                self.household(day as f64);
            }
            for unit in std::mem::take(&mut self.points[day]) {
                self.point(unit, day);
            }
            std::mem::swap(&mut today, &mut self.days[day]);
            if today.len() > 1 {
                today.sort_unstable_by_key(|k: &u32| self.kids[*k as usize].at.to_bits());
            }
            let mut i = 0;
            while i < today.len() {
                self.act(today[i]);
                // Who acts again today.
                today.append(&mut self.days[day]);
                i += 1;
            }
            today.clear();
        }
    }

    fn begin(&mut self) {
        let h = &self.supply.households;
        self.kids.clear();
        self.unused.clear();
        self.days.iter_mut().for_each(Vec::clear);
        self.points.iter_mut().for_each(Vec::clear);
        self.joins.fill(0);
        self.units.clear();
        self.lists.iter_mut().flatten().for_each(Vec::clear);
        self.free = [0; 2];
        for _ in 0..h.stock[0].count {
            self.household(0.0);
        }
        for home in &self.supply.homes {
            self.join(true, home.beds as u8);
        }
        let a = &h.approvals[0];
        let means = self.bare.model.means();
        let wait = DAYS_PER_YEAR / 12.0 / (a.per_month.get(&means) * a.course.delivery.get(&means));
        let mut at = self.bare.stream.exponential() * wait;
        while (at as usize) < self.joins.len() {
            self.joins[at as usize] += 1;
            at += self.bare.stream.exponential() * wait;
        }
    }

    fn household(&mut self, at: f64) {
        let kinds = &self.supply.households.stock[0].kinds;
        let mut u = self.bare.stream.uniform();
        let mut places = kinds[0].places;
        for k in kinds {
            places = k.places;
            if u < k.share {
                break;
            }
            u -= k.share;
        }
        let usable = (0..places).filter(|_| self.bare.stream.uniform() < self.usable);
        let usable = usable.count() as u8;
        let unit = self.join(false, usable);
        self.next_point(unit, at);
    }

    fn next_point(&mut self, unit: u32, at: f64) {
        let next = at + self.bare.stream.exponential() / POINTS * DAYS_PER_YEAR;
        if let Some(day) = self.points.get_mut(next as usize) {
            day.push(unit);
        }
    }

    fn join(&mut self, is_home: bool, places: u8) -> u32 {
        let id = self.units.len() as u32;
        self.units.push(Unit {
            open: true,
            is_home,
            free: 0,
            filled: 0,
            position: 0,
            children: [NONE; 12],
        });
        self.set_free(id, places);
        id
    }

    /// A household may leave: its children must move.
    fn point(&mut self, unit: u32, day: usize) {
        let u = self.units[unit as usize];
        if !u.open {
            return;
        }
        let rate = self.leaving[usize::from(u.filled).min(self.leaving.len() - 1)];
        if self.bare.stream.uniform() * POINTS >= rate {
            self.next_point(unit, day as f64);
            return;
        }
        self.set_free(unit, 0);
        self.units[unit as usize].open = false;
        for &kid in &u.children[..usize::from(u.filled)] {
            let noted = (self.kids[kid as usize].at as usize).min(self.days.len() - 1);
            self.days[noted].retain(|k| *k != kid);
            let k = &mut self.kids[kid as usize];
            k.unit = NONE;
            let until = day as f64;
            let exit = &self.bare.exit[k.c.setting % 16];
            k.c.gone = self.bare.exit_factor[k.c.age] * (exit.used(until - k.c.care) - k.c.since);
            k.c.exit_left -= k.c.gone;
            k.c.move_at = until;
            self.bare.events += 1;
            self.place(kid, until, k_setting(&self.kids, kid));
        }
    }

    fn set_free(&mut self, unit: u32, free: u8) {
        let u = self.units[unit as usize];
        let kind = usize::from(u.is_home);
        if u.free > 0 {
            let list = &mut self.lists[kind][usize::from(u.free)];
            list.swap_remove(u.position as usize);
            if let Some(moved) = list.get(u.position as usize) {
                self.units[*moved as usize].position = u.position;
            }
        }
        self.free[kind] = self.free[kind] - u32::from(u.free) + u32::from(free);
        let list = &mut self.lists[kind][usize::from(free)];
        self.units[unit as usize].free = free;
        self.units[unit as usize].position = list.len() as u32;
        if free > 0 {
            list.push(unit);
        }
    }

    fn pick(&mut self, kind: usize) -> u32 {
        if self.free[kind] == 0 {
            return NONE;
        }
        let mut n = (self.bare.stream.uniform() * f64::from(self.free[kind])) as usize;
        for (free, list) in self.lists[kind].iter().enumerate() {
            if n < free * list.len() {
                return list[n / free];
            }
            n -= free * list.len();
        }
        NONE
    }

    fn sit(&mut self, kid: u32, unit: u32) {
        self.kids[kid as usize].unit = unit;
        if unit != NONE {
            let u = &mut self.units[unit as usize];
            u.children[usize::from(u.filled) % 12] = kid;
            u.filled += 1;
            let free = u.free - 1;
            self.set_free(unit, free);
        }
    }

    fn stand(&mut self, kid: u32) {
        let unit = std::mem::replace(&mut self.kids[kid as usize].unit, NONE);
        if unit != NONE {
            let u = &mut self.units[unit as usize];
            let filled = usize::from(u.filled);
            if let Some(i) = u.children[..filled].iter().position(|c| *c == kid) {
                u.children[i] = u.children[filled - 1];
            }
            u.filled -= 1;
            let free = u.free + 1;
            self.set_free(unit, free);
        }
    }

    fn add(&mut self, c: Child) -> u32 {
        let kid = Kid {
            c,
            what: What::End,
            at: 0.0,
            unit: NONE,
        };
        match self.unused.pop() {
            Some(id) => {
                self.kids[id as usize] = kid;
                id
            }
            None => {
                self.kids.push(kid);
                self.kids.len() as u32 - 1
            }
        }
    }

    #[inline(always)]
    fn note(&mut self, id: u32, what: What, at: f64) {
        let k = &mut self.kids[id as usize];
        (k.what, k.at) = (what, at);
        let last = self.days.len() - 1;
        self.days[(at as usize).min(last)].push(id);
    }

    /// What comes next for a child.
    #[inline(always)]
    fn plan(&mut self, id: u32) {
        let b = &self.bare;
        let c = &mut self.kids[id as usize].c;
        let setting = c.setting % 16;
        c.stop = min(c.birthday - b.edges[c.age], c.limit);
        let wait = b.move_wait[c.moves.min(2)][c.age];
        let (duration, band) = b.moves[setting].at(c.move_used + c.move_left * wait);
        c.band = band;
        c.move_at = c.placed + duration;
        let exit = &b.exit[setting];
        c.since = exit.used(c.at - c.care);
        let until = min(c.move_at, c.stop);
        c.gone = b.exit_factor[c.age] * (exit.used(until - c.care) - c.since);
        let (what, at) = if c.gone >= c.exit_left {
            let left = c.since + c.exit_left / b.exit_factor[c.age];
            (What::Exit, c.care + exit.at(left).0)
        } else if c.move_at < c.stop {
            (What::Move, c.move_at)
        } else if c.stop >= c.limit {
            (What::End, c.stop)
        } else {
            (What::Segment, c.stop)
        };
        self.note(id, what, at);
    }

    /// What a child does on its day.
    #[inline(always)]
    fn act(&mut self, id: u32) {
        let b = &mut self.bare;
        let k = &mut self.kids[id as usize];
        let c = &mut k.c;
        let setting = c.setting % 16;
        match k.what {
            What::Enter => {
                let (at, picked) = (c.at, c.setting);
                self.place(id, at, picked);
            }
            What::Exit => {
                b.events += 1;
                let left_at = k.at;
                let reason = b.reason[setting][c.age].at(b.stream.uniform());
                let back = left_at + b.re_entry[reason].at(b.stream.exponential()).0;
                if back >= c.limit {
                    self.stand(id);
                    self.unused.push(id);
                    return;
                }
                c.age = b.age(c.birthday, back);
                c.setting = b.first[c.stream % 16][c.age].at(b.stream.uniform());
                (c.at, c.placed, c.care, c.moves) = (back, back, back, 0);
                c.move_used = 0.0;
                c.exit_left = b.stream.exponential();
                self.stand(id);
                self.note(id, What::Enter, back);
            }
            What::Move => {
                b.events += 1;
                c.exit_left -= c.gone;
                let planned = b.stream.uniform() < b.moves[setting].first[c.band];
                let to = if planned { &b.planned } else { &b.breakdown };
                let picked = to[setting][c.age].at(b.stream.uniform());
                let at = c.move_at;
                c.moves += 1;
                self.place(id, at, picked);
            }
            What::Segment => {
                c.exit_left -= c.gone;
                let used = b.moves[setting].used(c.stop - c.placed);
                c.move_left -= b.move_factor[c.moves.min(2)][c.age] * (used - c.move_used);
                c.move_used = used;
                c.at = c.stop;
                c.age = (c.age + 1) % 8;
                self.plan(id);
            }
            What::End => {
                b.events += u64::from(c.birthday < b.end);
                self.stand(id);
                self.unused.push(id);
            }
        }
    }

    /// Finds a place for a child that was to go to a setting, and begins the placement.
    #[inline(always)]
    fn place(&mut self, id: u32, at: f64, picked: usize) {
        let mut setting = picked;
        let mut unit = NONE;
        let age = self.kids[id as usize].c.age;
        let mut class = None;
        if let Some((only, share)) = self.asks[picked].first() {
            class = Some(*only);
            if *share < 1.0 {
                let mut u = self.bare.stream.uniform();
                for (c, share) in &self.asks[picked] {
                    class = Some(*c);
                    if u < *share {
                        break;
                    }
                    u -= share;
                }
            }
        }
        if let Some(class) = class {
            let supply = self.supply;
            for rung in &supply.classes[class].ladder {
                let found = match rung.by {
                    Provider::Anyone => true,
                    Provider::Market(m) => {
                        let available = self.available[m][age];
                        available >= 1.0 || self.bare.stream.uniform() < available
                    }
                    Provider::Household => {
                        let suits = self.found[(self.free[0] as usize).min(512)];
                        if self.free[0] > 0 && self.bare.stream.uniform() < suits {
                            unit = self.pick(0);
                        }
                        unit != NONE
                    }
                    Provider::Home => {
                        unit = self.pick(1);
                        unit != NONE
                    }
                };
                if found {
                    setting = rung.setting;
                    break;
                }
            }
        }
        self.stand(id);
        self.sit(id, unit);
        let c = &mut self.kids[id as usize].c;
        c.setting = setting;
        (c.at, c.placed) = (at, at);
        c.move_used = 0.0;
        c.move_left = self.bare.stream.exponential();
        self.plan(id);
    }
}

fn k_setting(kids: &[Kid], id: u32) -> usize {
    kids[id as usize].c.setting
}
