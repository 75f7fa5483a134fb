//! `compare`.

use super::args::{Common, Compare};
use super::paths::expand;
use super::progress::{Progress, Stop};
use super::{Exit, colour, complain, failed, print, warn};
use crate::batch::{self, Options};
use crate::compare::{Action, Compared, Of, Pairing, Side, Span, What};
use crate::forecast::Summary;
use crate::report::actions::Acted;
use crate::report::comparison::Screen;
use serde_json::{Value, json};

/// Compares scenarios, run folders and forecasts with the first of them.
pub fn compare(arguments: &Compare, common: &Common) -> Exit {
    if let Some(name) = &arguments.neighbours {
        return super::council::neighbours(name, arguments, common);
    }
    let wrong = |why: String| {
        complain(&why);
        Exit::Arguments
    };
    let paths = match expand(&arguments.scenarios) {
        Ok(paths) => paths,
        Err(why) => return wrong(why),
    };
    if let [only] = paths.as_slice() {
        return wrong(format!(
            "nothing to compare {} with; name at least two scenario files, run folders or forecasts, the first being \
             the one that the others are compared with",
            only.display()
        ));
    }
    let options = Options {
        seed: arguments.seed,
        replications: arguments.replications,
        threads: common.threads,
        overwrite: arguments.overwrite,
        keep_cohort: false,
        audience: arguments.audience,
        arguments: std::env::args().skip(1).collect(),
        ..Options::default()
    };
    let stop = Stop::listen();
    let progress = Progress::new("compare", common, &stop);
    let result = batch::compare(&paths, arguments.out.as_deref(), &options, &progress);
    progress.finish();
    let compared = match result {
        Ok(c) => c,
        Err(failure) => return failed(&failure, stop.is_set()),
    };
    for w in &compared.warnings {
        warn(common, w);
    }
    if common.json {
        return print(&format!("{}\n", summary(&compared, arguments)));
    }
    if common.quiet {
        return Exit::Done;
    }
    let out = arguments.out.as_ref().map(|p| p.display().to_string());
    let first = &compared.origins[0];
    print(
        &Screen {
            comparison: &compared.comparison,
            seed: first.seed,
            replications: first.replications,
            seconds: compared.seconds,
            threads: compared.threads,
            out: out.as_deref(),
            colour: colour(&std::io::stdout()),
            acted: &compared.acted,
        }
        .render(),
    )
}

/// The machine's summary.
fn summary(c: &batch::Compared, arguments: &Compare) -> Value {
    let sides: Vec<Value> = c
        .comparison
        .sides
        .iter()
        .zip(&c.origins)
        .map(|(side, origin)| {
            let (paired, why) = match &side.pairing {
                Pairing::First => (Value::Null, None),
                Pairing::Paired => (json!(true), None),
                Pairing::Unpaired(why) => (json!(false), Some(why)),
            };
            json!({
                "scenario": side.name,
                "origin": origin,
                "paired": paired,
                "why_unpaired": why,
                "periods": periods(c, side),
            })
        })
        .collect();
    json!({
        "against": c.comparison.base().name,
        "council": c.comparison.council(),
        "scenarios": sides,
        "actions": actions(c),
        "threads": c.threads,
        "seconds": c.seconds,
        "out": arguments.out,
        "warnings": c.warnings,
    })
}

fn periods(c: &batch::Compared, side: &Side) -> Vec<Value> {
    let figure = |s: Option<&Summary>| {
        s.map(|s| {
            json!({
                "mean": s.mean,
                "mcse": s.mcse,
                "p10": s.quantiles.map(|q| q[1]),
                "p90": s.quantiles.map(|q| q[5]),
            })
        })
    };
    let years = c.comparison.years();
    let spans = (0..years.len()).map(Span::Year);
    spans
        .chain([Span::Budgeted, Span::Plan])
        .filter_map(|span| {
            let level = |what, of: Of| figure(side.level(span, what, &of));
            let apart = |what, of: Of| figure(side.difference(span, what, &of));
            let supply = |what| level(Compared::Amount(what), Of::Total);
            let (cost, children) = (
                Compared::Amount(What::Cost),
                Compared::Amount(What::ChildrenEnd),
            );
            let period = match span {
                Span::Year(y) => years[y].to_string(),
                Span::Budgeted => "budgeted".to_owned(),
                Span::Plan => "plan".to_owned(),
            };
            Some(json!({
                "period": period,
                "cost": level(cost, Of::Total)?,
                "difference": apart(cost, Of::Total),
                "p_saves": apart(Compared::Saves, Of::Total),
                "unpaired_to_paired_error": apart(Compared::ErrorRatio, Of::Total).map(|r| r["mean"].clone()),
                "p_inside_budget": level(Compared::InsideBudget, Of::Total),
                "children_in_families": level(children, Of::Families),
                "children_in_homes": level(children, Of::Homes),
                "households": supply(What::Households),
                "places": supply(What::Places),
                "places_filled": supply(What::PlacesFilled),
            }))
        })
        .collect()
}

/// What the actions of each scenario do over the plan.
fn actions(c: &batch::Compared) -> Vec<Value> {
    let figure = |s: Option<Summary>| s.map(|s| s.mean);
    let of = |acted: &Acted, a: &Action| {
        let plan = a.plan();
        json!({
            "scenario": acted.actions.scenario,
            "intervention": a.id,
            "net": figure(plan.map(|w| w.net)),
            "p10": plan.and_then(|w| w.net.quantiles).map(|q| q[1]),
            "p90": plan.and_then(|w| w.net.quantiles).map(|q| q[5]),
            "cost": figure(plan.and_then(|w| w.cost)),
            "saving": figure(plan.and_then(|w| w.saving)),
            "cashable": figure(plan.and_then(|w| w.cashable)),
            "avoided": figure(plan.and_then(|w| w.avoided)),
            "p_saves": figure(plan.map(|w| w.saves)),
            "payback": a.payback.and_then(|m| acted.months.get(m)).map(ToString::to_string),
            "break_even_effect": a.break_even.and_then(|b| b.mean),
            "break_even_effect_10_50_90": a.break_even.map(|b| b.chance),
        })
    };
    let all = c.acted.iter();
    all.flat_map(|acted| acted.actions.list.iter().map(move |a| of(acted, a)))
        .collect()
}
