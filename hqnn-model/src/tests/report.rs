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
    let evaluation = Evaluation::new(labels.clone(), predictions.collect(), classes.len());
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
    #[cfg(feature = "png")]
    {
        let png = report.png().unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        if let Some(folder) = std::env::var_os("HQNN_REPORT_DIR") {
            let name = format!("report-{}-{epochs}.png", classes.len());
            std::fs::write(std::path::Path::new(&folder).join(name), png).unwrap();
        }
    }
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

/// Text vanishes without an error where no font is found.
#[cfg(feature = "png")]
#[test]
fn text_leaves_ink_in_the_png() {
    let svg = |text: &str| {
        format!(
            "<svg width='80' height='20' xmlns='http://www.w3.org/2000/svg'>\
             <text x='5' y='15' font-family='sans-serif' font-size='12'>{text}</text></svg>"
        )
    };
    assert_ne!(
        png::render(&svg("loss"), 1.0).unwrap(),
        png::render(&svg(""), 1.0).unwrap()
    );
}
