use super::*;
use crate::data::synthetic;

fn draw(classes: &[u8], epochs: usize) -> String {
    let set = synthetic::generate(1, 6, 1)
        .subset(classes, 1, 6, 1)
        .unwrap();
    let labels: Vec<usize> = set
        .test
        .labels()
        .iter()
        .map(|&label| label.into())
        .collect();
    // Every fifth guess is wrong.
    let predictions = labels.iter().enumerate().map(|(i, &l)| {
        if i % 5 == 0 {
            (l + 1) % classes.len()
        } else {
            l
        }
    });
    let evaluation = Evaluation::new(labels.clone(), predictions.collect(), classes.len()).unwrap();
    let history: Vec<_> = (1..=epochs)
        .map(|epoch| EpochMetrics {
            epoch,
            loss: 1.4 / epoch as f64,
            train_accuracy: 1.0 - 0.7 / epoch as f64,
            test_accuracy: 1.0 - 0.6 / epoch as f64,
        })
        .collect();
    let report = Report {
        title: "a <title> & more",
        history: &history,
        evaluation: &evaluation,
        images: &set.test,
        classes: &set.classes,
    };
    report.svg().unwrap()
}

#[test]
fn the_picture_has_everything_that_was_measured() {
    let svg = draw(&[0, 1, 5, 8], 10);
    for text in [
        "a &lt;title&gt; &amp; more",
        "Learning curves",
        "Confusion matrix",
        "T-shirt",
        "Bag",
        "epoch",
    ] {
        assert!(svg.contains(text), "{text} is missing");
    }
    // Both colours of a prediction are there.
    assert!(svg.contains("#238C46") && svg.contains("#C83232"));
}

#[test]
fn any_number_of_classes_and_epochs_is_drawn() {
    draw(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 40);
    draw(&[3, 4], 1);
    assert!(draw(&[3, 4], 0).contains("no epoch yet"));
}

/// A report of these epochs, on no image.
fn curves(history: &[EpochMetrics]) -> String {
    let report = Report {
        title: "",
        history,
        evaluation: &Evaluation::new(vec![], vec![], 1).unwrap(),
        images: &Split::default(),
        classes: &["Bag".to_string()],
    };
    report.svg().unwrap()
}

fn epoch(epoch: usize, loss: f64) -> EpochMetrics {
    EpochMetrics {
        epoch,
        loss,
        train_accuracy: 0.5,
        test_accuracy: 0.5,
    }
}

/// How many points of the loss are drawn, the one in the legend left out.
fn loss_points(svg: &str) -> usize {
    let circles = svg.split("<circle").skip(1);
    circles.filter(|c| c.contains("#C83232")).count() - 1
}

#[test]
fn numbers_that_are_not_finite_are_left_out_of_the_curves() {
    let good = [epoch(1, 1.5), epoch(2, 1.0), epoch(4, 0.25)];
    let count = loss_points(&curves(&good));
    assert_eq!(count, 3);
    for odd in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, 1e308] {
        let mut history = good.to_vec();
        history.insert(2, epoch(3, odd));
        assert_eq!(loss_points(&curves(&history)), 3, "{odd}");
        assert_eq!(loss_points(&curves(&[epoch(1, odd)])), 0, "{odd}");
        let mut history = good;
        history[1].train_accuracy = odd;
        history[1].test_accuracy = odd;
        assert!(!curves(&history).contains("NaN"));
    }
}

#[test]
fn any_finite_history_is_drawn() {
    for losses in [
        [0.0, 0.0],
        [5e-324, 1e-300],
        [1e-12, 2e-12],
        [1e90, 1.0],
        [-5.0, -4.0],
        [-1e-9, 1e12],
        [7.0, 7.0],
    ] {
        for epochs in [[1, 2], [2, 1], [9, 9], [1, 1_000_000], [0, 1 << 40]] {
            let history = [epoch(epochs[0], losses[0]), epoch(epochs[1], losses[1])];
            assert_eq!(loss_points(&curves(&history)), 2, "{losses:?} {epochs:?}");
        }
    }
}

#[test]
fn parts_that_do_not_fit_each_other_are_errors() {
    let fault = |labels, predictions, classes| {
        Evaluation::new(labels, predictions, classes)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        fault(vec![0, 1], vec![1], 2),
        "the numbers of labels (2) and of predictions (1) differ"
    );
    assert_eq!(
        fault(vec![0, 2], vec![1, 1], 2),
        "label 1 is 2, but there are 2 classes"
    );
    assert_eq!(
        fault(vec![0, 1], vec![usize::MAX, 1], 2),
        "prediction 0 is 18446744073709551615, but there are 2 classes"
    );

    let evaluation = Evaluation::new(vec![0, 1], vec![1, 1], 2).unwrap();
    let names = ["a".to_string(), "b".to_string()];
    let report = Report {
        title: "",
        history: &[],
        evaluation: &evaluation,
        images: &Split::default(),
        classes: &names,
    };
    assert_eq!(
        report.svg().unwrap_err().to_string(),
        "report: 0 images were given, but the evaluation has 2"
    );
    let images = Split::new(vec![0; 2 * 784], vec![0, 1]).unwrap();
    let report = Report {
        images: &images,
        ..report
    };
    report.svg().unwrap();
    let report = Report {
        classes: &names[..1],
        ..report
    };
    assert!(report.svg().is_err());
}

/// XML holds no control characters but three, and not even as `&#1;`.
#[test]
fn any_name_can_be_in_the_picture() {
    let odd = "a\u{1}\u{1b}[31m\0\n<&\"'>]]>\u{fffe}\u{7f}\u{85}Z";
    for classes in [2, 7] {
        let names = vec![odd.to_string(); classes];
        let report = Report {
            title: odd,
            history: &[epoch(1, 1.0)],
            evaluation: &Evaluation::new(vec![0, 1], vec![1, 1], classes).unwrap(),
            images: &Split::new(vec![9; 2 * 784], vec![0, 1]).unwrap(),
            classes: &names,
        };
        let svg = report.svg().unwrap();
        assert!(svg.chars().all(|c| c == '\n' || !c.is_control()));
        assert!(
            svg.contains("a\u{fffd}\u{fffd}[31m\u{fffd}\u{fffd}&lt;&amp;"),
            "{svg}"
        );
    }
}
