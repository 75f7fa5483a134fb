//! Runs of a scenario with some of its actions only, for what each does by itself.

use super::{Interrupted, Keep, Watch, replicate_keeping};
use crate::compare::{Actions, Flows, Runs, variant};
use crate::forecast::Books;
use crate::model::{Model, Spec};
use crate::scenario::Replications;

/// Most replications that the actions are told from.
pub const MOST: u32 = 2_000;

/// What the actions of a model do, each by itself and together; `None` where it has none. Runs `replications`, or [`MOST`] if
/// they are more: with k actions 3 + 2k times (3 with one).
///
/// # Errors
/// When the watch stopped it.
pub fn actions(
    name: &str,
    model: &Model,
    replications: usize,
    pool: &rayon::ThreadPool,
    watch: &dyn Watch,
) -> Result<Option<Actions>, Interrupted> {
    let spec = &model.spec;
    let n = spec.interventions.len();
    if n == 0 {
        return Ok(None);
    }
    let count = u32::try_from(replications).unwrap_or(MOST).clamp(1, MOST);
    let run = |spec: Spec| flows(spec, count, pool, watch);
    let without = run(variant(spec, |_| false, false))?;
    let all = (run(spec.clone())?, run(variant(spec, |_| true, false))?);
    let mut alone = Vec::with_capacity(n);
    for i in 0..n {
        alone.push(match n {
            1 => all.clone(),
            _ => (
                run(variant(spec, |j| j == i, true))?,
                run(variant(spec, |j| j == i, false))?,
            ),
        });
    }
    let ids: Vec<&str> = spec.interventions.iter().map(|i| i.id.as_str()).collect();
    let runs = Runs {
        without,
        alone,
        all,
    };
    Ok(Some(Actions::new(name, &ids, &runs)))
}

fn flows(
    spec: Spec,
    count: u32,
    pool: &rayon::ThreadPool,
    watch: &dyn Watch,
) -> Result<Flows, Interrupted> {
    // A scenario that could be run can be run without some of its actions.
    let Ok(model) = Model::build(spec) else {
        return Ok(Flows::default());
    };
    let books = Books::new(&model);
    let keep = Keep {
        of: &|s| Flows::row(&books, &s),
        precise: &|_| Vec::new(),
        twins: 0,
    };
    let made = replicate_keeping(&books, Replications::Fixed(count), pool, watch, &keep)?;
    Ok(Flows {
        rows: made.samples,
        months: books.months(),
        years: books.years(),
    })
}
