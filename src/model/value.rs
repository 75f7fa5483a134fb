//! Numbers that may be uncertain.

use crate::sampling::distribution::Distribution;

/// A number: certain, or drawn once a replication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// The same in every replication.
    Certain(f64),
    /// The parameter with this index in [`crate::model::Spec::parameters`].
    Drawn(usize),
    /// A number that follows a parameter: plus + scale × the parameter (an elasticity × a given change).
    Linear {
        /// Index of the parameter.
        of: usize,
        /// Scale.
        scale: f64,
        /// Added.
        plus: f64,
    },
}

impl Value {
    /// Its value under the drawn parameters of a replication.
    #[inline]
    pub fn get(self, parameters: &[f64]) -> f64 {
        match self {
            Value::Certain(x) => x,
            Value::Drawn(i) => parameters[i],
            Value::Linear { of, scale, plus } => plus + scale * parameters[of],
        }
    }

    /// The number plus + scale × this one.
    pub fn linear(self, scale: f64, plus: f64) -> Value {
        match self {
            Value::Certain(x) => Value::Certain(plus + scale * x),
            Value::Drawn(of) => Value::Linear { of, scale, plus },
            Value::Linear {
                of,
                scale: s,
                plus: p,
            } => Value::Linear {
                of,
                scale: scale * s,
                plus: plus + scale * p,
            },
        }
    }

    /// True when it is the same in every replication.
    pub fn is_certain(self) -> bool {
        matches!(self, Value::Certain(_))
    }
}

impl From<f64> for Value {
    fn from(x: f64) -> Value {
        Value::Certain(x)
    }
}

/// An uncertain input.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its path in the scenario, rows by `id` (`hazards.factor.exits_home.ratio`): the identity of its draw.
    pub path: String,
    /// What is known of it.
    pub distribution: Distribution,
    /// Draws below are set to this (0 for rates, prices and factors).
    pub floor: f64,
    /// Draws above are set to this (1 for probabilities).
    pub ceiling: f64,
}

impl Parameter {
    /// The value at a uniform.
    pub fn at(&self, u: f64) -> f64 {
        self.distribution
            .quantile(u)
            .clamp(self.floor, self.ceiling)
    }

    /// The mean, inside the bounds.
    pub fn mean(&self) -> f64 {
        self.distribution.mean().clamp(self.floor, self.ceiling)
    }
}

/// A joint posterior: rows of parameters drawn together. Its parameters replace the draws of those with the same path.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Identity of the draw of a row.
    pub id: String,
    /// Index into the parameters, a column each.
    pub parameters: Vec<usize>,
    /// Rows of values, one row drawn a replication.
    pub rows: Vec<Vec<f64>>,
}
