//! How much faster a week of residential care gets dearer than one of fostering.

use super::features::{Cut, median};

/// Growth a year of the log of a residential week's price beyond that of the other prices: the mean over the years that
/// can be seen of the difference between the councils' median growth of the published residential and fostering weeks, and
/// one year more without a difference.
pub fn residential(cut: &Cut<'_>) -> f64 {
    let growth = |indicator: &str, year: i32| {
        let of = |la: u16| {
            let now = cut.above_zero(la, indicator, year)?;
            Some(libm::log(now / cut.above_zero(la, indicator, year - 1)?))
        };
        median(cut.councils().filter_map(of).collect())
    };
    let differences: Vec<f64> = (cut.year - 15..=cut.year)
        .filter_map(|year| {
            let residential = growth("unitcost_residential_gbp_week", year)?;
            Some(residential - growth("unitcost_foster_gbp_week", year)?)
        })
        .collect();
    differences.iter().sum::<f64>() / (differences.len() + 1) as f64
}
