//! Sums over councils to regions and England, from joint draws.

use super::councils::{Future, Ran};
use crate::returns::dfe::REGIONS;

/// A sum of councils.
#[derive(Clone, Debug)]
pub struct Sum {
    /// `England` or a region.
    pub area: String,
    /// Councils in it.
    pub councils: usize,
    /// Children at the start.
    pub start: u32,
    /// Joint draws.
    pub futures: Vec<Future>,
}

/// Sums to regions and England. A joint draw takes of every council a replication of the same row of the joint draws, so
/// that all have the same national part of drift and prices; what is the council's own stays independent. Of a council
/// that has no replication of a row the next row's stands in.
pub fn sums(ran: &[Ran]) -> Vec<Sum> {
    let mut out = vec![sum("England", &ran.iter().collect::<Vec<_>>())];
    for region in REGIONS {
        let of: Vec<&Ran> = ran
            .iter()
            .filter(|r| r.region.as_deref() == Some(region))
            .collect();
        if !of.is_empty() {
            out.push(sum(region, &of));
        }
    }
    out
}

fn sum(area: &str, councils: &[&Ran]) -> Sum {
    let replications = councils.iter().map(|c| c.futures.len()).min().unwrap_or(0);
    let rows = councils
        .iter()
        .flat_map(|c| c.futures.iter().map(|f| f.row + 1))
        .max()
        .unwrap_or(1);
    let years = councils.first().map_or(0, |c| c.years.len());
    let mut futures = vec![
        Future {
            cost: vec![0.0; years],
            children: vec![0.0; years],
            homes: vec![0.0; years],
            ..Future::default()
        };
        replications
    ];
    for council in councils {
        let mut by_row: Vec<Vec<usize>> = vec![Vec::new(); rows];
        for (i, f) in council.futures.iter().enumerate() {
            by_row[f.row].push(i);
        }
        for (j, total) in futures.iter_mut().enumerate() {
            let row = j % rows;
            total.row = row;
            let found = (0..rows)
                .map(|d| &by_row[(row + d) % rows])
                .find(|l| !l.is_empty());
            let Some(list) = found else { continue };
            // Which of them: another one each time the row comes round, and not the same for every council.
            let pick = list[(j / rows + usize::from(council.la_code)) % list.len()];
            let f = &council.futures[pick];
            for y in 0..years {
                total.cost[y] += f.cost[y];
                total.children[y] += f.children[y];
                total.homes[y] += f.homes[y];
            }
        }
    }
    Sum {
        area: area.to_owned(),
        councils: councils.len(),
        start: councils.iter().map(|c| c.start).sum(),
        futures,
    }
}
