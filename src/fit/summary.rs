//! What a fit says on the screen.

use super::Fit;
use super::level::spread_means;
use super::report::report;
use crate::words::setting::SETTINGS;
use std::fmt::Write;

/// A page for the screen.
pub fn summary(fit: &Fit) -> String {
    let rows = report(fit);
    let mut out = String::new();
    let e = &fit.exposure;
    let half = if fit.half_life.is_finite() {
        format!("{} years", fit.half_life)
    } else {
        "none: all years alike".to_owned()
    };
    let _ = writeln!(
        out,
        "{:.1} years of history; half-life of older years: {half}; reference: {}",
        e.years, fit.reference.name
    );
    if e.unstated > 0 {
        let _ = writeln!(
            out,
            "{} moves without a stated reason: {:.0}% counted as breakdowns",
            e.unstated,
            100.0 * e.unstated_breakdown
        );
    }
    let _ = match fit.need {
        (0, _) => writeln!(
            out,
            "Need bands: none in the returns; no rate or price depends on need"
        ),
        (with, all) => writeln!(
            out,
            "Need bands: given for {with} of {all} children in care and kept in the cohort; no rate or price depends on need"
        ),
    };
    let _ = writeln!(
        out,
        "\nEvents (older ones count less)     observed  reference     fitted  ratio    P10    P90"
    );
    for r in rows
        .iter()
        .filter(|r| r.table == "rate" && r.group == "total")
    {
        let x = |v: Option<f64>| v.unwrap_or(0.0);
        let _ = writeln!(
            out,
            "{:<34} {:>8.0} {:>10.0} {:>10.0} {:>6.2} {:>6.2} {:>6.2}",
            r.event.replace('_', " "),
            x(r.observed),
            x(r.reference),
            x(r.fitted),
            x(r.value),
            x(r.p10),
            x(r.p90)
        );
    }
    let _ = writeln!(
        out,
        "\nStrength of shrinkage: SD of the logs of effects      exit  planned  breakdown"
    );
    for group in super::GROUPS.iter().map(|g| g.name).chain(["year to year"]) {
        let of = |event: &str| {
            let found = rows
                .iter()
                .find(|r| r.table == "shrinkage" && r.event == event && r.group == group);
            found.and_then(|r| r.value).unwrap_or(0.0)
        };
        let _ = writeln!(
            out,
            "{group:<50} {:>8.2} {:>8.2} {:>10.2}",
            of("exit"),
            of("planned_move"),
            of("breakdown")
        );
    }
    let k = |f: &super::ShareFit| f.concentration;
    let _ = writeln!(
        out,
        "weight of the reference in a row of destinations {:.0} planned, {:.0} breakdown; of reasons {:.0}; of first settings {:.0}",
        k(&fit.destinations[0]),
        k(&fit.destinations[1]),
        k(&fit.reasons),
        k(&fit.first)
    );
    out.push('\n');
    for r in rows
        .iter()
        .filter(|r| r.table == "entries" && r.p10.is_some())
    {
        let x = |v: Option<f64>| v.unwrap_or(0.0);
        let _ = writeln!(
            out,
            "First entries a year, {}: {:.0} ({:.0} to {:.0}); in the last year {:.0}",
            r.event,
            x(r.value),
            x(r.p10),
            x(r.p90),
            x(r.observed)
        );
    }
    if let Some(s) = fit.entries.streams.first() {
        let (walk, transient) = spread_means(&s.level);
        let _ = writeln!(
            out,
            "Their wandering: {walk:.3} a year, and {transient:.3} of each year's own"
        );
    }
    if fit.prices.settings.is_empty() {
        out.push_str("No prices: England's are used\n");
    }
    for p in &fit.prices.settings {
        let sd = libm::sqrt(p.log.1) * 1.2816;
        let _ = writeln!(
            out,
            "Weekly price, {:<24} £{:>6.0} (£{:.0} to £{:.0}), spread {:.2}, from {:.0} prices",
            SETTINGS[p.setting].name.replace('_', " "),
            libm::exp(p.log.0),
            libm::exp(p.log.0 - sd),
            libm::exp(p.log.0 + sd),
            p.spread,
            p.weight
        );
    }
    out
}
