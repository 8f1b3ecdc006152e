//! How training went, and how good the network is, as numbers and as CSV and JSON.

use serde::{Deserialize, Serialize};

use crate::Error;

/// One pass over the training images.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochMetrics {
    /// From 1.
    pub epoch: usize,
    /// The mean over the batches of the cross entropy, each before its own update.
    pub loss: f64,
    /// The share of training images that were right when their turn came, within 0..=1.
    pub train_accuracy: f64,
    /// The share of test images that are right at the end of the epoch, within 0..=1.
    pub test_accuracy: f64,
}

/// What a network makes of a set of images.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    labels: Vec<usize>,
    predictions: Vec<usize>,
    confusion: Vec<Vec<usize>>,
}

impl Evaluation {
    /// Counts. There is one prediction for each label, and all of them are below `classes`.
    ///
    /// # Errors
    /// There are more or fewer predictions than labels, or a class does not exist.
    pub fn new(labels: Vec<usize>, predictions: Vec<usize>, classes: usize) -> Result<Self, Error> {
        if labels.len() != predictions.len() {
            return Err(Error::Mismatch(format!(
                "the numbers of labels ({}) and of predictions ({}) differ",
                labels.len(),
                predictions.len()
            )));
        }
        for (what, numbers) in [("label", &labels), ("prediction", &predictions)] {
            if let Some(place) = numbers.iter().position(|&class| class >= classes) {
                return Err(Error::Mismatch(format!(
                    "{what} {place} is {}, but there are {classes} classes",
                    numbers[place]
                )));
            }
        }
        let mut confusion = vec![vec![0; classes]; classes];
        for (&label, &prediction) in labels.iter().zip(&predictions) {
            confusion[label][prediction] += 1;
        }
        Ok(Evaluation {
            labels,
            predictions,
            confusion,
        })
    }

    /// The class of each image.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// What the network says each image is.
    pub fn predictions(&self) -> &[usize] {
        &self.predictions
    }

    /// How many images of each class (outer) were taken for each class (inner).
    pub fn confusion(&self) -> &[Vec<usize>] {
        &self.confusion
    }

    /// The share of images that are right, within 0..=1; 0 without images.
    pub fn accuracy(&self) -> f64 {
        let right = self
            .labels
            .iter()
            .zip(&self.predictions)
            .filter(|(label, guess)| label == guess)
            .count();
        share(right, self.labels.len())
    }

    /// The share of images of a class that are right; `None` if there is no such image.
    pub fn class_accuracy(&self, class: usize) -> Option<f64> {
        let row = self.confusion.get(class)?;
        let total = row.iter().sum();
        (total > 0).then(|| share(row[class], total))
    }
}

pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// How large the gradient of one parameter tensor is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GradientFlow {
    /// The parameter's name, `qlayer.weights` for instance.
    pub parameter: String,
    /// The mean of the absolute values.
    pub mean: f64,
    /// The largest absolute value.
    pub largest: f64,
}

/// The epochs as CSV with a header line.
///
/// ```
/// use hqnn_model::{EpochMetrics, metrics_csv};
///
/// let epoch = EpochMetrics { epoch: 1, loss: 1.25, train_accuracy: 0.5, test_accuracy: 0.75 };
/// assert_eq!(metrics_csv(&[epoch]), "epoch,loss,train_accuracy,test_accuracy\n1,1.25,0.5,0.75\n");
/// ```
pub fn metrics_csv(history: &[EpochMetrics]) -> String {
    let mut text = String::from("epoch,loss,train_accuracy,test_accuracy\n");
    for m in history {
        text.push_str(&format!(
            "{},{},{},{}\n",
            m.epoch, m.loss, m.train_accuracy, m.test_accuracy
        ));
    }
    text
}

/// Everything that was measured, as JSON for people and programs.
pub fn metrics_json(
    history: &[EpochMetrics],
    evaluation: &Evaluation,
    classes: &[String],
    flow: &[GradientFlow],
) -> String {
    let per_class: Vec<_> = classes
        .iter()
        .enumerate()
        .map(|(class, name)| serde_json::json!({ "name": name, "accuracy": evaluation.class_accuracy(class) }))
        .collect();
    let all = serde_json::json!({
        "epochs": history,
        "test_accuracy": evaluation.accuracy(),
        "classes": per_class,
        "confusion": evaluation.confusion,
        "gradient_flow": flow,
    });
    format!("{all:#}\n")
}
