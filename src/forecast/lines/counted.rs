//! What a line counts in a record: events, nights, prices of placements that ended.

use super::Line;
use crate::model::budget::EventKind;
use crate::simulate::Record;

/// Events of a kind in a month.
pub(super) fn events(record: &Record, event: EventKind, m: usize) -> u32 {
    let l = record.layout;
    match event {
        EventKind::Entry => (0..l.streams)
            .map(|s| record.entries[s * l.months + m])
            .sum(),
        EventKind::Exit => (0..l.exits).map(|e| record.exits[e * l.months + m]).sum(),
        EventKind::ExitFor(e) => record.exits[e * l.months + m],
        EventKind::Move => record.planned_moves[m] + record.breakdowns[m],
        EventKind::Breakdown => record.breakdowns[m],
    }
}

impl Line<'_> {
    /// Weekly prices, in pence, of the placements in settings that ended in a month.
    pub(super) fn ended_weekly(&self, m: usize, settings: &[usize]) -> i64 {
        let l = self.record.layout;
        (0..l.settings)
            .filter(|s| settings.is_empty() || settings.contains(s))
            .map(|s| self.record.ended_weekly[s * l.months + m])
            .sum()
    }

    /// Child-nights in settings and streams; empty means all.
    pub(super) fn nights(&self, m: usize, settings: &[usize], streams: &[usize]) -> i64 {
        self.cells(m, settings, streams)
            .map(|cell| i64::from(self.record.nights[cell]))
            .sum()
    }

    /// Cost of settings, sevenths of a penny; empty means all.
    pub(super) fn cost(&self, m: usize, settings: &[usize]) -> i64 {
        self.cells(m, settings, &[])
            .map(|cell| self.record.cost[cell])
            .sum()
    }

    /// Cells of the record for a month, settings and streams.
    fn cells<'a>(
        &'a self,
        m: usize,
        settings: &'a [usize],
        streams: &'a [usize],
    ) -> impl Iterator<Item = usize> + 'a {
        let l = self.record.layout;
        let within = |list: &[usize], x: usize| list.is_empty() || list.contains(&x);
        let groups = (0..l.groups()).filter(move |g| within(streams, g % l.streams));
        groups.flat_map(move |group| {
            let slots = self.books.model.slots.iter().enumerate();
            slots
                .filter(move |(_, slot)| within(settings, slot.setting))
                .map(move |(s, _)| l.cell(group, s, m))
        })
    }
}
